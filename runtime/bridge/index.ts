// The bridge as the loader sees it.

import type { BridgeExports } from "../js/exports.ts";
import { makeImports } from "../js/imports.ts";
import { Link } from "../js/link.ts";
import { Status } from "../js/wire.ts";
import { PyBufferView } from "./buffer_view.ts";
import { ConversionError, errorOfProgram, PythonError } from "./errors.ts";
import { restoreBridge, restoreKept, saveBridge, whatRuns, type BridgeState } from "./image.ts";
import { makeOperations } from "./operations.ts";
import { proxyClasses } from "./py_proxy_classes.ts";
import { stateOfProxy } from "./py_proxy.ts";
import { KeptValues } from "./kept_values.ts";
import { convertToPython } from "./run_to_python.ts";
import { scheduleMacrotask } from "./schedule.ts";
import type {
  BridgeInterface,
  BridgeOptions,
  ImageOptions,
  KeptValue,
  LiveCounts,
  MainModule,
  PyProxy,
  ResumeOptions,
  RunOptions,
  ToPyOptions,
} from "./types.ts";
import { Values } from "./values.ts";

export type * from "./types.ts";
export type { BridgeState } from "./image.ts";
export { registerComlink } from "./comlink.ts";
export { PyBufferView } from "./buffer_view.ts";
export { ConversionError, PythonError } from "./errors.ts";
export { canSwitchStacks } from "./suspend.ts";

export class Bridge implements BridgeInterface {
  readonly imports: Record<string, Function>;
  readonly ffi: Record<string, unknown> = { ...proxyClasses, PyBufferView, PythonError };
  readonly #link = new Link();
  readonly sparedTurn = this.#link.sparedTurn;
  readonly #values = new Values(this.#link);
  readonly #options: BridgeOptions;
  #globals: any;
  #evalCode: any;
  #evalCodeAsync: any;
  /** Values that each interpreter gets when it starts, by name. */
  readonly #wellKnown = new Map<string, object>([["globalThis", globalThis]]);
  /** Callbacks of the event loop that have not run. */
  #scheduled = 0;
  #baseReferences = 0;
  #baseProxies = 0;

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.#values.fullErrors = options.fullErrors ?? false;
    const host = {
      schedule: (task: () => void, milliseconds: number): void => {
        this.#scheduled++;
        scheduleMacrotask(() => {
          this.#scheduled--;
          task();
        }, milliseconds);
      },
    };
    this.imports = {
      ...makeImports(this.#values, makeOperations(this.#values, host)),
      js_suspend: this.#values.suspender.import(),
    };
  }

  attach(main: MainModule): void {
    const exports = main.exports as unknown as BridgeExports;
    this.#link.attach(exports, main.memory, (error) => this.#options.onFatal?.(error));
  }

  start(): void {
    if (this.#link.exports.kelp_bridge_start() === Status.failed) throw this.#values.takeError();
    this.#values.startUp();
    this.#wellKnown.set("js", this.#options.jsGlobals);
    this.registerJsModule("js", this.#options.jsGlobals);
    [this.#globals] = this.#attributesOf("__main__", "__dict__");
    [stateOfProxy(this.#globals)!.fallback] = this.#attributesOf("builtins", "__dict__");
    [this.#evalCode, this.#evalCodeAsync] = this.#attributesOf(
      "pyodide.code",
      "eval_code",
      "eval_code_async",
    );
    const [install] = this.#attributesOf("pyodide.webloop", "install");
    install().destroy?.();
    install.destroy();
    this.#countFromHere();
  }

  /** Attributes of a module, each a proxy that lives by itself; no other is left for the garbage collector. */
  #attributesOf(module: string, ...names: string[]): any[] {
    const proxy = this.#import(module);
    try {
      return names.map((name) => proxy[name].copy());
    } finally {
      proxy.destroy();
    }
  }

  #countFromHere(): void {
    this.#baseReferences = this.#link.exports.kelp_live_slots();
    this.#baseProxies = this.#values.liveProxies;
  }

  setApi(api: object): void {
    this.#wellKnown.set("pyodide_js", api);
    this.registerJsModule("pyodide_js", api);
  }

  saveImage(options: ImageOptions): BridgeState {
    const reason = whatRuns(this.#values, this.#scheduled) ?? this.#askPython("prepare");
    if (reason) throw new Error(`makeMemorySnapshot: no image can be taken now: ${reason}`);
    const held = [this.#globals, stateOfProxy(this.#globals)!.fallback, this.#evalCode, this.#evalCodeAsync];
    return saveBridge(this.#values, this.#wellKnown, held, options);
  }

  restoreImage(state: BridgeState): void {
    const [globals, builtins, evalCode, evalCodeAsync] = restoreBridge(this.#values, state);
    stateOfProxy(globals)!.fallback = builtins;
    [this.#globals, this.#evalCode, this.#evalCodeAsync] = [globals, evalCode, evalCodeAsync];
    this.#wellKnown.set("js", this.#options.jsGlobals);
  }

  resumeImage(api: object, state: BridgeState, { env, deserializer }: ResumeOptions): void {
    this.#wellKnown.set("pyodide_js", api);
    restoreKept(this.#values, this.#wellKnown, state.kept, deserializer);
    this.#askPython("resume", this.toPy(env));
    if (this.#options.jsGlobals !== globalThis) this.registerJsModule("js", this.#options.jsGlobals);
    this.#countFromHere();
  }

  #askPython(name: string, ...args: unknown[]): any {
    const module = this.#import("_pyodide._image");
    try {
      return module[name](...args);
    } finally {
      module.destroy();
    }
  }

  get globals(): PyProxy {
    return this.#globals;
  }

  #import(name: string): any {
    return this.#values.helpNone("import_module", name);
  }

  importModule(name: string): PyProxy {
    return this.#import(name);
  }

  pyimport(name: string): any {
    return this.#values.helpNone("import_object", name);
  }

  runPython(code: string, options: RunOptions = {}): any {
    const { globals, locals, filename, dedent } = options;
    this.sparedTurn.end(); // this is a program
    try {
      if (filename === undefined && dedent === undefined)
        return this.#evalCode(code, globals ?? this.#globals, locals);
      return this.#evalCode.callKwargs(code, this.#runOptions(options));
    } catch (error) {
      throw errorOfProgram(this.#values, error);
    }
  }

  async runPythonAsync(code: string, options: RunOptions = {}): Promise<any> {
    const coroutine = this.#evalCodeAsync.callKwargs(code, this.#runOptions(options));
    try {
      return await coroutine;
    } finally {
      coroutine.destroy();
    }
  }

  #runOptions(options: RunOptions): Record<string, any> {
    const given: Record<string, any> = { globals: options.globals ?? this.#globals };
    if (options.locals !== undefined) given["locals"] = options.locals;
    if (options.filename !== undefined) given["filename"] = options.filename;
    if (options.dedent !== undefined) given["dedent"] = options.dedent;
    return given;
  }

  registerJsModule(name: string, module: object): void {
    this.#values.helpNone("register_js_module", name, module);
  }

  unregisterJsModule(name: string): void {
    this.#values.helpNone("unregister_js_module", name);
  }

  toPy(value: any, options: ToPyOptions = {}): any {
    const { depth = -1, defaultConverter } = options;
    const isDeep =
      (typeof value === "object" && value !== null) ||
      (defaultConverter !== undefined && (typeof value === "function" || typeof value === "symbol"));
    if (!isDeep || stateOfProxy(value) !== undefined) return value;
    return this.#values.fromAddress(convertToPython(this.#values, value, depth, defaultConverter));
  }

  checkInterrupt(): void {
    if (this.#link.exports.py_check_signals() === Status.failed) throw this.#values.takeError();
  }

  setDebug(on: boolean): boolean {
    const before = this.#values.fullErrors;
    this.#values.fullErrors = on;
    return before;
  }

  keptValues(): KeptValue[] {
    return new KeptValues(this.#values, this.#wellKnown).list();
  }

  liveCounts(): LiveCounts {
    return {
      proxies: this.#values.liveProxies - this.#baseProxies,
      references: this.#link.exports.kelp_live_slots() - this.#baseReferences,
    };
  }
}
