// Brings the main module to life: Emscripten's JavaScript, the wasm imports of the bridge and of dynamic
// loading, the file system; then starts the interpreter in it.

import type { CompiledMain } from "./compile-main.ts";
import type { Config } from "./config.ts";
import { CompiledModules } from "./dynlib/compiled-modules.ts";
import { DynamicLoader } from "./dynlib/dlopen.ts";
import { loadingImports, writeText } from "./dynlib/imports.ts";
import { libraryFiles } from "./filesystem.ts";
import { hasLargeFrames } from "./environment.ts";
import type { Glue, GlueFactory, Imports, MainExports } from "./glue.ts";
import { reason } from "./fetch.ts";
import { correctSystemCalls } from "./system-calls.ts";
import type { SparedTurn } from "../js/spared_turn.ts";

export interface RunningMain {
  readonly glue: Glue;
  readonly exports: MainExports;
  readonly memory: WebAssembly.Memory;
  readonly loader: DynamicLoader;
  readonly modules: CompiledModules;
  readonly module: WebAssembly.Module;
  /** At least so many bytes of memory. Emscripten must do it, or its views of memory stay behind. */
  growMemory(bytes: number): void;
}

/** What the bridge takes part with. */
export interface BridgePart {
  readonly imports: Record<string, Function>;
  readonly sparedTurn: SparedTurn;
  attach(main: { exports: WebAssembly.Exports; memory: WebAssembly.Memory; table: WebAssembly.Table }): void;
}

export async function importFactory(config: Config): Promise<GlueFactory> {
  if (config.options.createPyodideModule) return config.options.createPyodideModule;
  const url = new URL("pyodide.asm.mjs", config.indexUrl).href;
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ url)).default as GlueFactory;
  } catch (error) {
    throw new Error(`cannot load the runtime's JavaScript from ${url} (${reason(error)})`, { cause: error });
  }
}

export async function startMainModule(
  factory: GlueFactory,
  compiled: CompiledMain,
  config: Config,
  bridge: BridgePart,
): Promise<RunningMain> {
  const glue = {} as Glue;
  let main: Instantiated | undefined;
  let loader: DynamicLoader | undefined;
  const kelp = {
    ...bridge.imports,
    ...loadingImports(
      () => loader!,
      () => main!,
    ),
  };
  await new Promise<void>((resolve, reject) => {
    Object.assign(glue, settings(glue, config), {
      onRuntimeInitialized: resolve,
      instantiateWasm(
        imports: Imports,
        done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
      ) {
        instantiate(compiled.module, {
          ...correctSystemCalls(imports, glue, () => main!, bridge.sparedTurn),
          kelp,
        })
          .then((made) => {
            main = made;
            bridge.attach({ exports: made.instance.exports, memory: made.memory, table: made.table });
            done(made.instance, compiled.module);
          })
          .catch(reject);
        return {};
      },
    });
    factory(glue).catch(reject);
  });
  const modules = new CompiledModules();
  const { instance, memory, table, exports, host } = main!;
  const files = libraryFiles(() => glue.FS);
  loader = new DynamicLoader(
    { info: compiled.info, exports: instance.exports, memory, table, host },
    files,
    modules,
  );
  const growMemory = (bytes: number): void => {
    if (!host["env"]!["emscripten_resize_heap"]!(bytes))
      throw new Error(`there are no ${Math.ceil(bytes / 1e6)} MB of memory left for Python`);
  };
  return { glue, exports, memory, loader, modules, module: compiled.module, growMemory };
}

function settings(glue: Glue, config: Config): object {
  return {
    noInitialRun: true,
    thisProgram: programName(config),
    preRun: [() => Object.assign(glue.ENV, encoded(config.env))],
    quit: (_status: number, error: unknown) => {
      throw error;
    },
  };
}

// Emscripten writes one byte for each character of the environment; so each character is made a byte of UTF-8.
function encoded(env: Record<string, string>): Record<string, string> {
  const bytesOf = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));
  return Object.fromEntries(Object.entries(env).map((entry) => entry.map(bytesOf)));
}

interface Instantiated {
  readonly instance: WebAssembly.Instance;
  readonly exports: MainExports;
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  readonly host: Imports;
}

async function instantiate(module: WebAssembly.Module, host: Imports): Promise<Instantiated> {
  let instance: WebAssembly.Instance;
  try {
    instance = await WebAssembly.instantiate(module, host as WebAssembly.Imports);
  } catch (error) {
    throw new Error(
      `the interpreter does not fit this loader (${reason(error)}); take all files from one distribution`,
      { cause: error },
    );
  }
  const { exports } = instance;
  return {
    instance,
    exports: exports as unknown as MainExports,
    memory: exports["memory"] as WebAssembly.Memory,
    table: exports["__indirect_function_table"] as WebAssembly.Table,
    host,
  };
}

function programName(config: Config): string {
  return config.options._sysExecutable ?? "/usr/bin/python";
}

/** Bytes, such that recursion through C ends in RecursionError where the loop's frame takes four kilobytes. */
const largeLoopRoom = 2200;

/** Starts Python. Throws if it refuses; the reason is on standard error. */
export function startPython(main: RunningMain, config: Config): void {
  if (hasLargeFrames) main.exports.kelp_set_loop_room(largeLoopRoom);
  const words = [programName(config), ...config.args];
  const status = main.exports.kelp_start(words.length, argumentVector(main, words));
  if (status !== 0 || !main.exports.Py_IsInitialized()) throw new PythonExit(status);
  // Lines appear when they are printed, not when some buffer is full.
  const code = "import sys\nsys.stdout.reconfigure(line_buffering=True)\ndel sys\n";
  const address = writeText(main, code);
  main.exports.PyRun_SimpleString(address);
  main.exports.free(address);
}

/** Runs what Python's arguments say, then ends the interpreter; returns the exit status. */
export function runMain({ exports }: RunningMain): number | Promise<number> {
  const { promising } = WebAssembly as unknown as { promising?: (target: Function) => () => Promise<number> };
  return promising === undefined ? exports.Py_RunMain() : promising(exports.Py_RunMain)();
}

/** Python ended while it started: it was asked to (`--version`), or it failed. */
export class PythonExit extends Error {
  constructor(readonly status: number) {
    super(
      status === 0
        ? "Python ended as its arguments asked"
        : `Python did not start (exit status ${status}); the reason is on its standard error`,
    );
  }
}

/** argv in memory; Python keeps it. */
function argumentVector(main: RunningMain, words: readonly string[]): number {
  const vector = main.exports.malloc(4 * (words.length + 1));
  const addresses = words.map((word) => writeText(main, word));
  new Uint32Array(main.memory.buffer, vector, words.length + 1).set([...addresses, 0]);
  return vector;
}
