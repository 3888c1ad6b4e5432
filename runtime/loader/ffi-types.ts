// Types of `pyodide.ffi` in JavaScript. This file becomes dist/ffi.d.ts.

export interface ToJsOptions {
  /** How many levels are converted. Default: all. */
  depth?: number;
  /** Receives the proxies that the conversion makes, for `destroy` later. */
  pyproxies?: PyProxy[];
  /** False: raise an error where a proxy would be made. */
  create_pyproxies?: boolean;
  /** Makes what a dict becomes from its entries, for example `(entries) => new Map(entries)`. Default: an object. */
  dict_converter?: (entries: Iterable<[key: string, value: any]>) => any;
  /**
   * Asked about each value that has no counterpart; gives what stands for it. `convert` converts a part of the value,
   * `cache` says early what a container becomes that contains itself.
   */
  default_converter?: (
    value: PyProxy,
    convert: (value: any) => any,
    cache: (from: any, to: any) => void,
  ) => any;
  /** Asked about every value first; calling `convert` on the value itself gives the usual result. */
  eager_converter?: (value: any, convert: (value: any) => any, cache: (from: any, to: any) => void) => any;
}

/**
 * A Python object. Its attributes are properties: `proxy.name`, `proxy.name = value`. A name that is taken by a member below is
 * reached with a `$` before it.
 */
export interface PyProxy {
  /** Name of the object's class. */
  readonly type: string;
  /** Python's `str()` of the object. */
  toString(): string;
  /**
   * Gives the Python object back; the proxy cannot be used afterwards and says `message` when somebody tries.
   * With `destroyRoundtrip: false` a proxy that `create_proxy` made stays.
   */
  destroy(options?: { message?: string; destroyRoundtrip?: boolean }): void;
  /** The same as destroy(), for `using`. */
  [Symbol.dispose](): void;
  /** Another proxy of the same object, which lives until it is destroyed itself. */
  copy(): this;
  /** The object with its contents as JavaScript values. */
  toJs(options?: ToJsOptions): any;
  [attribute: string]: any;
}

/** An object with `__len__`. */
export interface PyProxyWithLength extends PyProxy {
  /** Python's `len()`. */
  readonly length: number;
}

/** An object with `__getitem__`. */
export interface PyProxyWithGet extends PyProxy {
  /** The item, or undefined if there is none. */
  get(key: any): any;
  /** A view in place in which dicts are objects and sequences are arrays. */
  asJsJson(): any;
}

/** An object with `__setitem__` or `__delitem__`. */
export interface PyProxyWithSet extends PyProxy {
  /** `object[key] = value`. */
  set(key: any, value: any): void;
  /** `del object[key]`. Throws a KeyError or IndexError if there is none. */
  delete(key: any): void;
}

/** An object with `__contains__`. */
export interface PyProxyWithHas extends PyProxy {
  /** Python's `key in object`. */
  has(key: any): boolean;
}

/** A dict. */
export interface PyDict
  extends PyProxyWithLength, PyProxyWithGet, PyProxyWithSet, PyProxyWithHas, PyIterable {}

/** An object that `for … of` goes through. */
export interface PyIterable extends PyProxy {
  /** Python's `iter()`. */
  [Symbol.iterator](): Iterator<any, any, any>;
}

/** A Python iterator. */
export interface PyIterator extends PyIterable {
  /** The next value; `value` is sent to a generator. */
  next(value?: any): IteratorResult<any, any>;
}

/** A Python generator. */
export interface PyGenerator extends PyIterator {
  /** Raises the error where the generator waits. */
  throw(error: any): IteratorResult<any, any>;
  /** Ends the generator; its `finally` blocks run. */
  return(value: any): IteratorResult<any, any>;
}

/** An object that `for await … of` goes through. */
export interface PyAsyncIterable extends PyProxy {
  /** Python's `aiter()`. */
  [Symbol.asyncIterator](): AsyncIterator<any, any, any>;
}

/** A Python async iterator. */
export interface PyAsyncIterator extends PyAsyncIterable {
  /** The next value; `value` is sent to an async generator. */
  next(value?: any): Promise<IteratorResult<any, any>>;
}

/** A Python async generator. */
export interface PyAsyncGenerator extends PyAsyncIterator {
  /** Raises the error where the generator waits. */
  throw(error: any): Promise<IteratorResult<any, any>>;
  /** Ends the generator; its `finally` blocks run. */
  return(value: any): Promise<IteratorResult<any, any>>;
}

/** A coroutine, task or future: awaited as a promise. It fails with a PythonError. */
export interface PyAwaitable extends PyProxy, Promise<any> {
  readonly [Symbol.toStringTag]: string;
}

/** A Python object that can be called. Proxies made for the arguments end with the call. */
export interface PyCallable extends PyProxy {
  (...args: any[]): any;
  /** As a call with an array of arguments; `thisArg` matters after captureThis() only. */
  apply(thisArg: any, args: any[]): any;
  /** As a call; `thisArg` matters after captureThis() only. */
  call(thisArg: any, ...args: any[]): any;
  /** A function whose first arguments are these. */
  bind(thisArg: any, ...args: any[]): PyCallable;
  /** A proxy that passes `this` as the first argument. */
  captureThis(): PyCallable;
  /** The last argument is an object of keyword arguments. */
  callKwargs(...argsAndKeywords: any[]): any;
  /** Drops positional arguments that are too many. */
  callRelaxed(...args: any[]): any;
  /** callKwargs that drops positional arguments that are too many. */
  callKwargsRelaxed(...argsAndKeywords: any[]): any;
  /** The call may wait for promises (`run_sync`) where the engine can suspend WebAssembly; it answers a promise. */
  callPromising(...args: any[]): Promise<any>;
  /** callPromising whose last argument is an object of keyword arguments. */
  callPromisingKwargs(...argsAndKeywords: any[]): Promise<any>;
  /** One call with any of the above. */
  callWithOptions(options: { relaxed?: boolean; kwargs?: boolean; promising?: boolean }, ...args: any[]): any;
}

/** Element type of the array that getBuffer() gives. */
export type BufferType =
  "i8" | "u8" | "u8clamped" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64" | "f32" | "f64" | "dataview";

/** An object with Python's buffer protocol: bytes, memoryview, NumPy array. */
export interface PyBuffer extends PyProxy {
  /** A view of the object's own memory, with the element type of the object unless another is named. */
  getBuffer(type?: BufferType): PyBufferView;
}

/** A view of a Python buffer's memory: nothing is copied, writes are seen on both sides. It holds the buffer until release(). */
export interface PyBufferView {
  /** Index of the first element in `data`. */
  readonly offset: number;
  /** Whether Python forbids writing. JavaScript cannot. */
  readonly readonly: boolean;
  /** Format of an element as Python's `struct` writes it. */
  readonly format: string;
  /** Bytes of an element. */
  readonly itemsize: number;
  /** Number of dimensions. */
  readonly ndim: number;
  /** Bytes of all elements. */
  readonly nbytes: number;
  /** Elements in each dimension. */
  readonly shape: number[];
  /** Distance in `data`, in elements, from one element to the next in each dimension. */
  readonly strides: number[];
  /** The memory as a typed array. Read it anew after Python has run: it is made again when the memory has grown. */
  readonly data: any;
  /** Whether the elements lie in the order of C. */
  readonly c_contiguous: boolean;
  /** Whether the elements lie in the order of Fortran. */
  readonly f_contiguous: boolean;
  /** Gives the buffer back. */
  release(): void;
  /** The same as release(), for `using`. */
  [Symbol.dispose](): void;
}

/** A sequence, with the methods of Array that change nothing; they do what Array's do. Elements are `proxy[0]`, `proxy[1]` … */
export interface PySequence extends PyProxyWithLength, PyProxyWithGet, PyProxyWithHas, PyIterable {
  at(index: number): any;
  concat(...others: any[]): any[];
  entries(): IterableIterator<[number, any]>;
  every(test: (value: any, index: number) => unknown): boolean;
  filter(test: (value: any, index: number) => unknown): any[];
  find(test: (value: any, index: number) => unknown): any;
  findIndex(test: (value: any, index: number) => unknown): number;
  forEach(call: (value: any, index: number) => void): void;
  includes(value: any): boolean;
  indexOf(value: any, from?: number): number;
  join(separator?: string): string;
  keys(): IterableIterator<number>;
  lastIndexOf(value: any, from?: number): number;
  map<T>(call: (value: any, index: number) => T): T[];
  reduce(call: (result: any, value: any, index: number) => any, first?: any): any;
  reduceRight(call: (result: any, value: any, index: number) => any, first?: any): any;
  slice(start?: number, end?: number): any;
  some(test: (value: any, index: number) => unknown): boolean;
  values(): IterableIterator<any>;
  /** The elements, for JSON.stringify. */
  toJSON(): any[];
}

/** A sequence that can be changed, with the methods of Array that do; they do what Array's do. */
export interface PyMutableSequence extends PySequence, PyProxyWithSet {
  copyWithin(target: number, start?: number, end?: number): any;
  fill(value: any, start?: number, end?: number): any;
  pop(): any;
  push(...values: any[]): number;
  reverse(): any;
  shift(): any;
  sort(compare?: (a: any, b: any) => number): any;
  splice(start: number, deleteCount?: number, ...values: any[]): any[];
  unshift(...values: any[]): number;
}

/**
 * A Python exception that nobody caught. `message` is the formatted traceback. When it is thrown into Python again it is the same
 * exception there; `cause` is the JavaScript error, if one went through Python uncaught.
 */
export declare class PythonError extends Error {
  /** The exception's class name. */
  type: string;
}
