// The object that loadPyodide returns, which Python sees as the module pyodide_js.

import { registerComlink } from "../bridge/index.ts";
import type { BridgeInterface } from "../bridge/types.ts";
import { archiveUnpacker } from "./archive.ts";
import { canvasApi } from "./canvas.ts";
import type { Config } from "./config.ts";
import { setInterruptBuffer } from "./interrupt.ts";
import { makeImage } from "./image/make-image.ts";
import type { RunningMain } from "./main-module.ts";
import { nativeFolderMounter } from "./native-folder.ts";
import { opfsMounter } from "./opfs/mount.ts";
import type { PackageManager } from "./packages.ts";
import type { LoadPackageOptions, PyodideAPI } from "./public-types.ts";
import type { Streams } from "./streams.ts";
import { apiVersion, kelpVersion } from "./version.ts";

/** The parts of a started runtime. */
export interface Runtime {
  readonly config: Config;
  readonly main: RunningMain;
  readonly bridge: BridgeInterface;
  readonly packages: PackageManager;
  readonly streams: Streams;
  readonly mountHostFolder: (path: string, hostPath: string) => void;
}

export function makeApi(runtime: Runtime): PyodideAPI {
  const { config, main, bridge, packages, streams } = runtime;
  const { glue } = main;
  const loadPackage = (names: unknown, options?: LoadPackageOptions) =>
    packages.load(nameList(names), options);
  return {
    version: apiVersion,
    kelpVersion,
    loadPackage,
    loadPackagesFromImports: (code, options) => loadPackage(importedPackages(runtime, code), options),
    loadedPackages: packages.loadedPackages,
    lockfile: packages.lock.contents,
    lockfileBaseUrl: config.packageBaseUrl.href,
    ffi: bridge.ffi as PyodideAPI["ffi"],
    setStdin: (options) => streams.setStdin(options),
    setStdout: (options) => streams.setStdout(options),
    setStderr: (options) => streams.setStderr(options),
    globals: bridge.globals as PyodideAPI["globals"],
    FS: glue.FS,
    PATH: glue.PATH,
    ERRNO_CODES: glue.ERRNO_CODES,
    canvas: canvasApi(glue),
    pyodide_py: bridge.importModule("pyodide") as PyodideAPI["pyodide_py"],
    runPython: (code, options) => bridge.runPython(code, options),
    runPythonAsync: (code, options) => bridge.runPythonAsync(code, options),
    pyimport: (name) => bridge.pyimport(name),
    toPy: (value, options) => bridge.toPy(value, options),
    registerJsModule: (name, module) => bridge.registerJsModule(name, module),
    unregisterJsModule: (name) => bridge.unregisterJsModule(name),
    unpackArchive: archiveUnpacker(glue.FS, bridge),
    mountNodeFS: runtime.mountHostFolder,
    mountNativeFS: nativeFolderMounter(glue.FS),
    mountOPFS: opfsMounter(glue.FS, glue.ERRNO_CODES, linearMemory(main)),
    setInterruptBuffer: (buffer) => setInterruptBuffer(main, bridge, buffer),
    checkInterrupt: () => bridge.checkInterrupt(),
    registerComlink,
    useNodeSockFS,
    setDebug: (on) => bridge.setDebug(on),
    makeMemorySnapshot: (options) => makeImage(runtime, options),
  };
}

const pageOfMemory = 65536;

function linearMemory({ exports, memory }: RunningMain) {
  return {
    allocate: (size: number) =>
      exports.aligned_alloc(pageOfMemory, Math.ceil(size / pageOfMemory) * pageOfMemory) >>> 0,
    bytes: () => new Uint8Array(memory.buffer),
  };
}

async function useNodeSockFS(): Promise<never> {
  throw new Error(
    "useNodeSockFS: Python's sockets cannot be connected to Node's here; open the connection in JavaScript and hand its " +
      "streams to Python, or use pyodide.http",
  );
}

/** Package names given from JavaScript or Python. */
function nameList(names: unknown): string[] {
  const plain = hasToJs(names) ? names.toJs() : names;
  const list = typeof plain === "string" ? [plain] : Array.from(plain as Iterable<unknown>);
  const wrong = list.find((name) => typeof name !== "string");
  if (wrong !== undefined) throw new TypeError(`a package's name must be a string, not ${typeof wrong}`);
  return list as string[];
}

function hasToJs(value: unknown): value is { toJs(): unknown } {
  return typeof (value as { toJs?: unknown } | null)?.toJs === "function";
}

function importedPackages({ bridge, packages }: Runtime, code: string): string[] {
  const module = bridge.importModule("pyodide.code");
  const found = module["find_imports"](code);
  const names = found.toJs() as string[];
  found.destroy();
  module["destroy"]();
  return packages.packagesOfImports(names);
}
