// Twin of js_flags.h: what a JavaScript object can do, which decides the type of its proxy in Python.

import { isComlinkProxy } from "./comlink.ts";

export const enum JsFlag {
  callable = 1 << 0,
  iterable = 1 << 1,
  iterator = 1 << 2,
  awaitable = 1 << 3,
  array = 1 << 4,
  typedArray = 1 << 5,
  buffer = 1 << 6,
  hasLength = 1 << 7,
  hasGet = 1 << 8,
  hasSet = 1 << 9,
  hasHas = 1 << 10,
  hasIncludes = 1 << 11,
  arrayLike = 1 << 12,
  generator = 1 << 13,
  asyncIterable = 1 << 14,
  asyncIterator = 1 << 15,
  asyncGenerator = 1 << 16,
  error = 1 << 17,
  disposable = 1 << 18,
  asyncDisposable = 1 << 19,
  doubleProxy = 1 << 20,
  onceCallable = 1 << 21,
}

const disposeSymbol: symbol | undefined = Symbol.dispose;
const asyncDisposeSymbol: symbol | undefined = Symbol.asyncDispose;

const ofArray = JsFlag.array | JsFlag.hasLength | JsFlag.iterable | JsFlag.hasIncludes;
const ofFunction = JsFlag.callable;

const isFunction = (value: unknown): boolean => typeof value === "function";

function iterationFlags(object: any): number {
  let flags = 0;
  if (isFunction(object[Symbol.iterator])) flags |= JsFlag.iterable;
  if (isFunction(object[Symbol.asyncIterator])) flags |= JsFlag.asyncIterable;
  if (!isFunction(object.next)) return flags;
  const isGenerator = isFunction(object.return) && isFunction(object.throw);
  if ((flags & JsFlag.asyncIterable) !== 0 && (flags & JsFlag.iterable) === 0)
    return flags | JsFlag.asyncIterator | (isGenerator ? JsFlag.asyncGenerator : 0);
  return flags | JsFlag.iterator | (isGenerator ? JsFlag.generator : 0);
}

function lengthFlags(object: any, flags: number): number {
  if (typeof object.size === "number") return JsFlag.hasLength;
  if (typeof object.length !== "number" || typeof object === "function") return 0;
  const isSequence = (flags & JsFlag.iterable) !== 0 && (flags & (JsFlag.array | JsFlag.typedArray)) === 0;
  return JsFlag.hasLength | (isSequence ? JsFlag.arrayLike : 0);
}

function methodFlags(object: any): number {
  let flags = 0;
  if (isFunction(object.get)) flags |= JsFlag.hasGet;
  if (isFunction(object.set)) flags |= JsFlag.hasSet;
  if (isFunction(object.has)) flags |= JsFlag.hasHas;
  if (isFunction(object.includes)) flags |= JsFlag.hasIncludes;
  if (isFunction(object.then)) flags |= JsFlag.awaitable;
  if (disposeSymbol !== undefined && isFunction(object[disposeSymbol])) flags |= JsFlag.disposable;
  if (asyncDisposeSymbol !== undefined && isFunction(object[asyncDisposeSymbol]))
    flags |= JsFlag.asyncDisposable;
  return flags;
}

function isBuffer(object: object): boolean {
  if (object instanceof ArrayBuffer) return true;
  const tag = Object.prototype.toString.call(object);
  return tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]";
}

function bufferFlags(object: any): number {
  if (ArrayBuffer.isView(object))
    return object instanceof DataView ? JsFlag.buffer : JsFlag.buffer | JsFlag.typedArray;
  return typeof object.byteLength === "number" && isBuffer(object) ? JsFlag.buffer : 0;
}

const isError = (object: any): boolean =>
  object instanceof Error ||
  (typeof object.message === "string" &&
    typeof object.stack === "string" &&
    isFunction(object.toString) &&
    /Error\]$/.test(Object.prototype.toString.call(object)));

function compute(object: any): number {
  let flags = typeof object === "function" ? JsFlag.callable : 0;
  if (Array.isArray(object)) flags |= JsFlag.array;
  flags |= bufferFlags(object) | iterationFlags(object);
  flags |= lengthFlags(object, flags) | methodFlags(object);
  return isError(object) ? flags | JsFlag.error : flags;
}

/** Objects whose prototype decides everything, unless they have properties of their own by these names. */
const arrayPrototype = Array.prototype;
const functionPrototype = Function.prototype;

const objectPrototype = Object.prototype;
const telling: ReadonlySet<string> = new Set(
  "next return throw size length get set has includes then message stack byteLength".split(" "),
);
const tellingSymbols = [Symbol.iterator, Symbol.asyncIterator, disposeSymbol, asyncDisposeSymbol].filter(
  (symbol) => symbol !== undefined,
);

/** An object without class and without a property by which it could do anything: the most frequent kind. */
function isRecord(object: any): boolean {
  for (const name in object) if (telling.has(name)) return false;
  for (const symbol of tellingSymbols) if (object[symbol] !== undefined) return false;
  return true;
}

export function jsFlags(object: any): number {
  if (Array.isArray(object) && Object.getPrototypeOf(object) === arrayPrototype) return ofArray;
  try {
    if (isComlinkProxy(object)) return JsFlag.callable | JsFlag.awaitable;
    if (typeof object === "function" && Object.getPrototypeOf(object) === functionPrototype)
      return ofFunction | methodFlags(object);
    if (Object.getPrototypeOf(object) === objectPrototype && isRecord(object)) return 0;
    return compute(object);
  } catch {
    // Objects of another origin and revoked proxies throw at each access: such an object can do nothing.
    return typeof object === "function" ? JsFlag.callable : 0;
  }
}
