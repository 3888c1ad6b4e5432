// The part of the runtime's public interface that the kernel uses; nothing else of it may be touched.

export interface PyBufferView {
  readonly data: ArrayBufferView & ArrayLike<number | bigint>;
  readonly shape: number[];
  readonly strides: number[];
  readonly format: string;
  readonly itemsize: number;
  readonly nbytes: number;
  readonly c_contiguous: boolean;
  readonly readonly: boolean;
  release(): void;
}

export interface PyProxy {
  readonly type: string;
  destroy(): void;
  copy(): PyProxy;
  toString(): string;
  getBuffer?(type?: string): PyBufferView;
  toJs(options?: object): unknown;
}

export interface Globals {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  has(name: string): boolean;
  delete(name: string): void;
}

export interface LoadOptions {
  messageCallback?: (message: string) => void;
  errorCallback?: (message: string) => void;
  progressCallback?: (progress: { packagesDone: number; packages: number }) => void;
}

export interface Pyodide {
  readonly globals: Globals;
  readonly FS: { writeFile(path: string, data: string | Uint8Array): void; mkdirTree(path: string): void };
  readonly ffi: { PyProxy: new () => PyProxy };
  readonly loadedPackages: Record<string, string>;
  readonly lockfile: { packages: Record<string, { name: string; imports: string[] }> };
  readonly version: string;
  runPython(code: string, options?: { filename?: string }): unknown;
  runPythonAsync(code: string, options?: { filename?: string }): Promise<unknown>;
  registerJsModule(name: string, module: object): void;
  loadPackage(names: string[], options?: LoadOptions): Promise<unknown>;
  loadPackagesFromImports(code: string, options?: LoadOptions): Promise<unknown>;
  setInterruptBuffer(buffer: Uint8Array): void;
  setStdout(options: { batched: (line: string) => void }): void;
  setStderr(options: { batched: (line: string) => void }): void;
}

export interface Loader {
  loadPyodide(options: { indexURL: string; env?: Record<string, string> }): Promise<Pyodide>;
}
