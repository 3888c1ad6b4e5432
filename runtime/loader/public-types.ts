// Types of the public API. This file becomes dist/pyodide.d.ts, so it imports nothing but the types of ffi.

import type { PyProxy, PyProxyWithGet, PythonError } from "./ffi-types.ts";

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** The lock file: which packages there are, and where. */
export interface Lockfile {
  info: LockfileInfo;
  packages: Record<string, LockfilePackage>;
  [key: string]: unknown;
}

export interface LockfileInfo {
  arch: string;
  platform: string;
  python: string;
  version?: string;
  abi_version?: string;
}

export interface LockfilePackage {
  name: string;
  version: string;
  file_name: string;
  install_dir: string;
  sha256: string;
  package_type: string;
  imports: string[];
  depends: string[];
  unvendored_tests?: boolean;
  /** Bytes of the file; for progress. */
  size?: number;
  [key: string]: unknown;
}

/** What loadPackage installed. */
export interface PackageData {
  name: string;
  version: string;
  fileName: string;
  packageType: string;
}

export interface LoadProgress {
  /** Packages of this call that are completely here, and how many there are. */
  packagesDone: number;
  packages: number;
  bytesLoaded: number;
  /** Undefined while the size of a file is not known. */
  bytesTotal: number | undefined;
}

export interface LoadPackageOptions {
  /** Called with what goes on: "Loading …", "Loaded …". Default: the console. */
  messageCallback?: (message: string) => void;
  /** Called with each failure, which also rejects the promise. Default: the console. */
  errorCallback?: (message: string) => void;
  /** Compare each file's SHA-256 with the lock file (default: true). */
  checkIntegrity?: boolean;
  /** Called while files arrive. */
  progressCallback?: (progress: LoadProgress) => void;
}

export type InputValue = string | ArrayBuffer | ArrayBufferView | number | null | undefined;

export interface StdinOptions {
  /**
   * Gives the next input: text (a line end is added), bytes, one byte as a number; null or undefined is the end. It may give
   * a promise of it, for which Python's `input()` waits where it can (docs/where-waiting-works.md).
   */
  stdin?: () => InputValue | PromiseLike<InputValue>;
  /** Fills the buffer and returns how many bytes it wrote; 0 is the end. */
  read?: (buffer: Uint8Array) => number;
  /** Every read fails with an input/output error. */
  error?: boolean;
  isatty?: boolean;
  /** A read returns after each value of `stdin` (default); false: it asks on until the buffer is full or the end. */
  autoEOF?: boolean;
}

export interface OutputOptions {
  /** Called with each line, without its end. */
  batched?: (line: string) => void;
  /** Called with each byte. */
  raw?: (byte: number) => void;
  /** Takes bytes and returns how many it took. */
  write?: (buffer: Uint8Array) => number;
  fsync?: () => void;
  isatty?: boolean;
  getTerminalSize?: () => { columns: number; rows: number };
}

/** The file system object of Emscripten. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type FileSystem = any;

export interface PyodideConfig {
  /** Folder of the runtime's files. Default: that of this script. */
  indexURL?: string;
  /** Node: folder in which packages are looked up first and kept. */
  packageCacheDir?: string;
  /** Default: pyodide-lock.json in indexURL. */
  lockFileURL?: string;
  /** The lock file itself, as text or object; instead of lockFileURL. */
  lockFileContents?: Lockfile | string | Promise<Lockfile | string>;
  /** What relative file names in the lock file count from. Default: where the lock file is. */
  packageBaseUrl?: string;
  /** @deprecated The standard library is always whole. */
  fullStdLib?: boolean;
  /** Default: python_stdlib.zip in indexURL. */
  stdLibURL?: string;
  stdin?: () => InputValue | PromiseLike<InputValue>;
  stdout?: (line: string) => void;
  stderr?: (line: string) => void;
  /** What `import js` gives. Default: globalThis. */
  jsglobals?: object;
  /** Arguments of the Python program, as on its command line. */
  args?: string[];
  /** The environment. HOME is /home/pyodide unless given. */
  env?: Record<string, string>;
  /** Packages to install while Python starts. */
  packages?: string[];
  /** Let `loop.run_until_complete` wait where the engine can suspend WebAssembly (default: true). */
  enableRunUntilComplete?: boolean;
  /** Refuse a lock file for another Python (default: true). */
  checkAPIVersion?: boolean;
  /** Called with the file system before Python starts. */
  fsInit?: (FS: FileSystem, info: { sitePackages: string }) => void | Promise<void>;
  /** The default export of pyodide.asm.mjs, where it cannot be imported dynamically. */
  createPyodideModule?: (settings: object) => Promise<unknown>;
  /** @deprecated */
  convertNullToNone?: boolean;
  /** @deprecated */
  toJsLiteralMap?: boolean;
  /** @deprecated */
  pyproxyToStringRepr?: boolean;
  /** Without effect: every interpreter can be made a memory image of. */
  _makeSnapshot?: boolean;
  /** Experimental: what makeMemorySnapshot gave. Python goes on from there instead of starting. */
  _loadSnapshot?: Uint8Array | ArrayBuffer | Promise<Uint8Array | ArrayBuffer>;
  /** Makes values again of what makeMemorySnapshot's serializer gave. */
  _snapshotDeserializer?: (serialized: any) => unknown;
  /** @ignore */
  _sysExecutable?: string;
}

export interface RunOptions {
  /** Namespace of the code. Default: pyodide.globals. */
  globals?: PyProxy;
  /** Default: the same as globals. */
  locals?: PyProxy;
  /** Shown in tracebacks. Default: "<exec>". */
  filename?: string;
  /** Remove the indentation common to all lines first (default: true). */
  dedent?: boolean;
}

export interface ToPyOptions {
  /** How many levels are converted. Default: all. */
  depth?: number;
  defaultConverter?: (
    value: any,
    convert: (value: any) => any,
    cacheConversion: (input: any, output: any) => void,
  ) => any;
}

export interface NativeFileSystem {
  /** Writes changes of the mounted folder to the device, and reads the device's. */
  syncfs(): Promise<void>;
}

/** What mountOPFS gives. */
export interface PersistentFolder {
  /** Everything written so far is on the device afterwards, as after os.fsync() of each file. */
  syncfs(): Promise<void>;
  /** Ends the mount and lets another worker have the folder. Close the files in it first. */
  unmount(): void;
}

export interface PyodideAPI {
  /** Level of the API. */
  readonly version: string;
  /** Version of Kelp. */
  readonly kelpVersion: string;
  /** Names of `__main__`. */
  readonly globals: PyProxyWithGet;
  readonly FS: FileSystem;
  readonly PATH: any;
  readonly ERRNO_CODES: Record<string, number>;
  /** The Python package `pyodide`. */
  readonly pyodide_py: PyProxy;
  readonly ffi: { PythonError: typeof PythonError; [name: string]: any };
  readonly canvas: object;
  /** Where each installed package came from. */
  readonly loadedPackages: Record<string, string>;
  readonly lockfile: Lockfile;
  readonly lockfileBaseUrl: string;
  /** Runs code and gives the value of its last expression (none if it ends with a semicolon). */
  runPython(code: string, options?: RunOptions): any;
  /** The same for code with top-level await. */
  runPythonAsync(code: string, options?: RunOptions): Promise<any>;
  pyimport(name: string): any;
  toPy(value: any, options?: ToPyOptions): any;
  /** `import name` in Python gives the object; objects in it are submodules. */
  registerJsModule(name: string, module: object): void;
  unregisterJsModule(name: string): void;
  /**
   * Installs packages of the lock file, or wheels by address, with what they depend on. Rejects, and leaves nothing
   * half-installed, if one of them cannot be had.
   */
  loadPackage(names: string | string[] | PyProxy, options?: LoadPackageOptions): Promise<PackageData[]>;
  /** Installs the packages of the lock file that the code imports. */
  loadPackagesFromImports(code: string, options?: LoadPackageOptions): Promise<PackageData[]>;
  /** Unpacks an archive; `format` is one of shutil's ("zip", "gztar", …) or "wheel". */
  unpackArchive(
    buffer: TypedArray | ArrayBuffer | DataView,
    format: string,
    options?: { extractDir?: string },
  ): void;
  /** Node: shows a folder of the host to Python. */
  mountNodeFS(path: string, hostPath: string): void;
  /** Shows a folder that the browser gave (File System Access, OPFS) to Python. */
  mountNativeFS(path: string, handle: FileSystemDirectoryHandle): Promise<NativeFileSystem>;
  /**
   * Workers: shows a folder of the origin's private file system to Python. Reads and writes go to the device at once
   * and stay there. Default: a folder of its own for each path. The folder belongs to Python alone: what is in it has a
   * form of its own, and one worker at a time may mount it.
   */
  mountOPFS(path: string, handle?: FileSystemDirectoryHandle): Promise<PersistentFolder>;
  setStdin(options?: StdinOptions): void;
  setStdout(options?: OutputOptions): void;
  setStderr(options?: OutputOptions): void;
  /** Python looks at element 0 from time to time; a signal number there (2: KeyboardInterrupt) is acted upon. */
  setInterruptBuffer(buffer?: TypedArray): void;
  /** Acts upon a pending interrupt now. */
  checkInterrupt(): void;
  /** Lets proxies of the library Comlink, whose module is given, be called and awaited in Python. */
  registerComlink(Comlink: any): void;
  /** Not offered: rejects. */
  useNodeSockFS(options?: { connect?: unknown }): Promise<void>;
  setDebug(on: boolean): boolean;
  /**
   * Experimental: this interpreter as bytes for `loadPyodide({ _loadSnapshot })` of the same build. Files in memory are in
   * it; open files, mounted folders, running tasks and JavaScript objects that Python keeps are refused.
   */
  makeMemorySnapshot(options?: { serializer?: (value: any) => unknown }): Uint8Array;
}
