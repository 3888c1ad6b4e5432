// Types of `pyodide.ffi` in JavaScript. This file becomes dist/ffi.d.ts.

export interface ToJsOptions {
  /** How many levels are converted. Default: all. */
  depth?: number;
  /** Receives the proxies that the conversion makes. */
  pyproxies?: PyProxy[];
  /** False: raise an error where a proxy would be made. */
  create_pyproxies?: boolean;
  dict_converter?: (entries: Iterable<[key: string, value: any]>) => any;
  default_converter?: (
    value: PyProxy,
    convert: (value: any) => any,
    cache: (from: any, to: any) => void,
  ) => any;
  eager_converter?: (value: any, convert: (value: any) => any, cache: (from: any, to: any) => void) => any;
}

/** A Python object. Its attributes are properties. */
export interface PyProxy {
  readonly type: string;
  toString(): string;
  /** Gives the Python object back; the proxy cannot be used afterwards. */
  destroy(options?: { message?: string; destroyRoundtrip?: boolean }): void;
  [Symbol.dispose](): void;
  copy(): this;
  toJs(options?: ToJsOptions): any;
  [attribute: string]: any;
}

export interface PyProxyWithLength extends PyProxy {
  readonly length: number;
}

export interface PyProxyWithGet extends PyProxy {
  /** The item, or undefined if there is none. */
  get(key: any): any;
  asJsJson(): any;
}

export interface PyProxyWithSet extends PyProxy {
  set(key: any, value: any): void;
  delete(key: any): void;
}

export interface PyProxyWithHas extends PyProxy {
  has(key: any): boolean;
}

export interface PyDict
  extends PyProxyWithLength, PyProxyWithGet, PyProxyWithSet, PyProxyWithHas, PyIterable {}

export interface PyIterable extends PyProxy {
  [Symbol.iterator](): Iterator<any, any, any>;
}

export interface PyIterator extends PyIterable {
  next(value?: any): IteratorResult<any, any>;
}

export interface PyGenerator extends PyIterator {
  throw(error: any): IteratorResult<any, any>;
  return(value: any): IteratorResult<any, any>;
}

export interface PyAsyncIterable extends PyProxy {
  [Symbol.asyncIterator](): AsyncIterator<any, any, any>;
}

export interface PyAsyncIterator extends PyAsyncIterable {
  next(value?: any): Promise<IteratorResult<any, any>>;
}

export interface PyAsyncGenerator extends PyAsyncIterator {
  throw(error: any): Promise<IteratorResult<any, any>>;
  return(value: any): Promise<IteratorResult<any, any>>;
}

export interface PyAwaitable extends PyProxy, Promise<any> {
  readonly [Symbol.toStringTag]: string;
}

export interface PyCallable extends PyProxy {
  (...args: any[]): any;
  apply(thisArg: any, args: any[]): any;
  call(thisArg: any, ...args: any[]): any;
  bind(thisArg: any, ...args: any[]): PyCallable;
  captureThis(): PyCallable;
  callKwargs(...argsAndKeywords: any[]): any;
  callRelaxed(...args: any[]): any;
  callKwargsRelaxed(...argsAndKeywords: any[]): any;
  callPromising(...args: any[]): Promise<any>;
  callPromisingKwargs(...argsAndKeywords: any[]): Promise<any>;
  callWithOptions(options: { relaxed?: boolean; kwargs?: boolean; promising?: boolean }, ...args: any[]): any;
}

export type BufferType =
  "i8" | "u8" | "u8clamped" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64" | "f32" | "f64" | "dataview";

export interface PyBuffer extends PyProxy {
  getBuffer(type?: BufferType): PyBufferView;
}

/** A view of a Python buffer's memory. */
export interface PyBufferView {
  readonly offset: number;
  readonly readonly: boolean;
  readonly format: string;
  readonly itemsize: number;
  readonly ndim: number;
  readonly nbytes: number;
  readonly shape: number[];
  readonly strides: number[];
  readonly data: any;
  readonly c_contiguous: boolean;
  readonly f_contiguous: boolean;
  release(): void;
  [Symbol.dispose](): void;
}

export interface PySequence extends PyProxyWithLength, PyProxyWithGet, PyIterable {}

export interface PyMutableSequence extends PySequence, PyProxyWithSet {}

/** A Python exception that left Python. */
export declare class PythonError extends Error {
  /** The exception's class name. */
  type: string;
}
