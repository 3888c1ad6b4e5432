// The part of Emscripten's JavaScript (pyodide.asm.mjs) that the loader uses.

import type { FileSystem, TypedArray } from "./public-types.ts";

/** The object that is given to Emscripten's factory and that it fills. */
export interface Glue {
  FS: FileSystem;
  PATH: unknown;
  ERRNO_CODES: Record<string, number>;
  ENV: Record<string, string>;
  Py_EmscriptenSignalBuffer?: TypedArray | undefined;
  canvas?: unknown;
  [name: string]: unknown;
}

export type GlueFactory = (settings: object) => Promise<unknown>;

export type Imports = Record<string, Record<string, Function>>;

/** What the main module exports besides what the bridge uses. */
export interface MainExports {
  malloc(size: number): number;
  free(address: number): void;
  aligned_alloc(alignment: number, size: number): number;
  calloc(count: number, size: number): number;
  _PyEM_SetArityTable(address: number, count: number): void;
  kelp_set_loop_room(bytes: number): void;
  kelp_start(count: number, values: number): number;
  kelp_finalize(): number;
  Py_IsInitialized(): number;
  Py_RunMain(): number;
  PyRun_SimpleString(code: number): number;
  Py_EMSCRIPTEN_SIGNAL_HANDLING: WebAssembly.Global;
  kelp_signal_clock(): number;
}
