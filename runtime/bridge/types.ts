// What the loader and the bridge promise each other. `Bridge` in index.ts implements `BridgeInterface`.

import type { BridgeState } from "./image.ts";
import type { SparedTurn } from "../js/spared_turn.ts";

/** The instantiated main module, as the loader hands it over right after `WebAssembly.instantiate`. */
export interface MainModule {
  exports: WebAssembly.Exports;
  memory: WebAssembly.Memory;
  table: WebAssembly.Table;
}

export interface BridgeOptions {
  /** The object behind `import js`. */
  jsGlobals: object;
  /** True: messages about destroyed proxies name where the proxy came from (`setDebug`). */
  fullErrors?: boolean;
  /** Called once when WebAssembly itself failed (a trap, the engine's stack is used up); the runtime is then unusable. */
  onFatal?: (error: unknown) => void;
}

export interface RunOptions {
  globals?: PyProxy;
  locals?: PyProxy;
  filename?: string;
  dedent?: boolean;
}

export interface ToPyOptions {
  depth?: number;
  defaultConverter?: (
    value: any,
    convert: (value: any) => any,
    cacheConversion: (from: any, to: any) => void,
  ) => any;
}

/** A JavaScript value that Python keeps. */
export interface KeptValue {
  slot: number;
  value: any;
  /** How to find the value in any fresh interpreter ("js.Object"); undefined if it is not one of those. */
  name: string | undefined;
  /** Who keeps it: the type of the Python object that stands for it, and what refers to that. */
  holder: string;
}

export interface ImageOptions {
  /** Makes something that JSON can hold of a kept value that has no name. */
  serializer?: (value: any) => unknown;
}

export interface ResumeOptions {
  /** Added to the environment. */
  env: Record<string, string>;
  /** Turns what a serializer made into a value again. */
  deserializer: ((serialized: any) => unknown) | undefined;
}

export interface LiveCounts {
  /** PyProxies that are not destroyed. */
  proxies: number;
  /** JavaScript values that Python or C++ keeps (slots of the table), not counting those an idle interpreter has. */
  references: number;
}

/** Any Python object seen from JavaScript. Its Python attributes are properties, hence the index signature. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type PyProxy = { [attribute: string]: any };

export interface BridgeInterface {
  /** The functions of wasm import module "kelp" that belong to the bridge (the loader adds its dl_*). */
  readonly imports: Record<string, Function>;
  /** Turns of the event loop in which interrupts wait: who reads the interrupt buffer asks. */
  readonly sparedTurn: SparedTurn;
  /** Right after instantiation, before any export is called. */
  attach(main: MainModule): void;
  /** After `kelp_start`: makes types and modules (`js`, `_pyodide_core`), imports `pyodide`, installs the event loop. */
  start(): void;
  /** Makes `pyodide_js` (the API object). Call it after start(), before the first user code. */
  setApi(api: object): void;
  /** PyProxy, PyCallable, PyBufferView, PythonError, … the classes of `pyodide.ffi`. */
  readonly ffi: Record<string, unknown>;
  /** Python's `__main__.__dict__`. */
  readonly globals: PyProxy;
  /** `a.b` is imported and returned; also an attribute of a module as last part. */
  pyimport(name: string): any;
  /** Same as pyimport, but always the module itself. */
  importModule(name: string): PyProxy;
  runPython(code: string, options?: RunOptions): any;
  runPythonAsync(code: string, options?: RunOptions): Promise<any>;
  registerJsModule(name: string, module: object): void;
  unregisterJsModule(name: string): void;
  toPy(value: any, options?: ToPyOptions): any;
  /** Runs Python's pending signal handlers (KeyboardInterrupt). */
  checkInterrupt(): void;
  /** Sets whether messages are long and proxies remember their origin; returns the old value. */
  setDebug(on: boolean): boolean;
  /** What a memory image must know besides linear memory. Throws one clear error if none can be taken now. */
  saveImage(options: ImageOptions): BridgeState;
  /** Instead of start(): linear memory is now that of an image. */
  restoreImage(state: BridgeState): void;
  /** Instead of setApi(): puts the kept values back and lets Python go on. */
  resumeImage(api: object, state: BridgeState, options: ResumeOptions): void;
  liveCounts(): LiveCounts;
  keptValues(): KeptValue[];
}
