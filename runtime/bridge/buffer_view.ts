// Python buffers in JavaScript: views of linear memory that stay good when it grows, and copies.

import { sharedArrayClass } from "./shared_array.ts";
import type { Values } from "./values.ts";

type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;
type ElementsConstructor = {
  new (buffer: ArrayBufferLike, offset?: number, length?: number): any;
  BYTES_PER_ELEMENT?: number;
};

const byType: Record<string, ElementsConstructor> = {
  i8: Int8Array,
  u8: Uint8Array,
  u8clamped: Uint8ClampedArray,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
  dataview: DataView,
};

const byFormat: Record<string, ElementsConstructor> = {
  b: Int8Array,
  B: Uint8Array,
  c: Uint8Array,
  "?": Uint8Array,
  s: Uint8Array,
  h: Int16Array,
  H: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  l: Int32Array,
  L: Uint32Array,
  n: Int32Array,
  N: Uint32Array,
  P: Uint32Array,
  q: BigInt64Array,
  Q: BigUint64Array,
  f: Float32Array,
  d: Float64Array,
};
const float16: ElementsConstructor | undefined = (globalThis as any).Float16Array;
if (float16 !== undefined) byFormat["e"] = float16;

/** buffer_record.h as numbers. */
interface BufferRecord {
  address: number;
  data: number;
  start: number;
  format: string;
  shape: number[];
  strides: number[];
  ndim: number;
  itemsize: number;
  nbytes: number;
  span: number;
  readonly: boolean;
  cContiguous: boolean;
  fContiguous: boolean;
}

function readRecord(values: Values, address: number): BufferRecord {
  const { memory } = values.link;
  memory.check();
  const { u8, i32, u32 } = memory;
  const word = (i: number): number => u32[(address >>> 2) + i]!;
  const ndim = word(5);
  const numbers = (at: number): number[] =>
    at === 0 ? [] : Array.from(i32.subarray(at >>> 2, (at >>> 2) + ndim));
  let format = "";
  for (let at = word(2); u8[at] !== 0; at++) format += String.fromCharCode(u8[at]!);
  return {
    address,
    data: word(0),
    start: word(1),
    format,
    shape: numbers(word(3)),
    strides: numbers(word(4)),
    ndim,
    itemsize: word(6),
    nbytes: word(7),
    span: word(8),
    readonly: word(9) !== 0,
    cContiguous: word(10) !== 0,
    fContiguous: word(11) !== 0,
  };
}

interface Elements {
  constructor: ElementsConstructor;
  bigEndian: boolean;
  /** The struct character of one element. */
  character: string;
}

function elementsOf(record: BufferRecord, type?: string): Elements {
  const bigEndian = record.format.startsWith(">") || record.format.startsWith("!");
  const character = record.format.replace(/^[@=<>!]/, "");
  if (type !== undefined) {
    const constructor = byType[type];
    if (constructor === undefined)
      throw new Error(`Unknown type "${type}": use one of ${Object.keys(byType).join(", ")}`);
    return { constructor, bigEndian, character };
  }
  const key = /^\d+s$/.test(character) ? "s" : character;
  const constructor = byFormat[key];
  if (constructor === undefined)
    throw new Error(
      `JavaScript has no type for elements of format "${record.format}": use getBuffer("u8") or getBuffer("dataview")`,
    );
  return { constructor, bigEndian, character: key };
}

/** Typed arrays begin at a multiple of their elements' width and hold whole elements. */
function checkFit(record: BufferRecord, width: number): void {
  if (record.span === 0) return;
  if (record.data % width !== 0)
    throw new Error(
      `The buffer does not begin at a multiple of ${width} bytes, as its elements must: use getBuffer("dataview")`,
    );
  if (record.nbytes % width !== 0)
    throw new Error(
      `A buffer of ${record.nbytes} bytes has no whole number of elements of ${width} bytes: use getBuffer("u8")`,
    );
}

const abandoned = new FinalizationRegistry<{ values: Values; address: number }>((held) => letGo(held));

function letGo(held: { values: Values; address: number }): void {
  if (held.address === 0) return;
  const address = held.address;
  held.address = 0;
  held.values.link.exports.py_release_buffer(address);
}

/**
 * A Python buffer seen in place. `data` is a typed array over the very bytes that Python uses; read it again after
 * Python has run, because a grown memory makes older arrays useless (the view itself stays good). A useless array
 * throws where it can (shared_array.ts).
 */
export class PyBufferView {
  /** Index in `data` of the first element. */
  readonly offset: number;
  readonly readonly: boolean;
  readonly format: string;
  readonly itemsize: number;
  readonly ndim: number;
  readonly nbytes: number;
  readonly shape: number[];
  /** In elements, or in bytes where `data` is a DataView. */
  readonly strides: number[];
  readonly c_contiguous: boolean;
  readonly f_contiguous: boolean;
  readonly #held: { values: Values; address: number };
  readonly #make: () => any;
  #data: any;
  #generation = -1;

  constructor(values: Values, address: number, type?: string) {
    const record = readRecord(values, address);
    const elements = elementsOf(record, type);
    const isView = elements.constructor === DataView;
    if (elements.bigEndian && record.itemsize > 1 && !isView && type === undefined)
      throw new Error(`Elements of format "${record.format}" are big endian: use getBuffer("dataview")`);
    const width = elements.constructor.BYTES_PER_ELEMENT ?? 1;
    checkFit(record, width);
    const data = record.span === 0 ? 0 : record.data; // an empty buffer may begin anywhere
    this.#held = { values, address };
    const shared = sharedArrayClass(elements.constructor);
    this.#make = () => new shared(values.link.memory.buffer, data, Math.floor(record.span / width));
    this.offset = (record.start - record.data) / width;
    this.readonly = record.readonly;
    this.format = record.format;
    this.itemsize = record.itemsize;
    this.ndim = record.ndim;
    this.nbytes = record.nbytes;
    this.shape = record.shape;
    this.strides = record.strides.map((stride) => stride / width);
    this.c_contiguous = record.cContiguous;
    this.f_contiguous = record.fContiguous;
    abandoned.register(this, this.#held, this);
  }

  /** The elements in place, as a typed array (or DataView) of the current memory. */
  get data(): any {
    const { values, address } = this.#held;
    if (address === 0) throw new Error("This buffer view was released: get another one with getBuffer()");
    values.link.memory.check();
    const { generation } = values.link.memory;
    if (generation !== this.#generation) {
      this.#data = this.#make();
      this.#generation = generation;
    }
    return this.#data;
  }

  /** Lets Python's buffer go; the view is of no use afterwards. */
  release(): void {
    abandoned.unregister(this);
    letGo(this.#held);
  }
}
if (Symbol.dispose !== undefined)
  Object.defineProperty(PyBufferView.prototype, Symbol.dispose, {
    value: PyBufferView.prototype.release,
    writable: true,
    configurable: true,
  });

// --- copies, for toJs

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  return bytes;
}

/** One row of elements that lie at equal distances. */
function copyRow(
  values: Values,
  record: BufferRecord,
  elements: Elements,
  start: number,
  count: number,
  stride: number,
): any {
  const { u8 } = values.link.memory;
  const { itemsize } = record;
  let bytes: Uint8Array;
  if (stride === itemsize) bytes = u8.slice(start, start + count * itemsize);
  else {
    bytes = new Uint8Array(count * itemsize);
    for (let i = 0; i < count; i++)
      bytes.set(u8.subarray(start + i * stride, start + i * stride + itemsize), i * itemsize);
  }
  if (elements.bigEndian) swapped(bytes, itemsize);
  if (elements.character === "?") return Array.from(bytes, (byte) => byte !== 0);
  if (elements.character === "s")
    return Array.from({ length: count }, (_, i) =>
      String.fromCharCode(...bytes.subarray(i * itemsize, (i + 1) * itemsize)),
    );
  return new elements.constructor(bytes.buffer) as TypedArray;
}

function copyLevel(
  values: Values,
  record: BufferRecord,
  elements: Elements,
  level: number,
  start: number,
): any {
  const count = record.shape[level] ?? 1;
  const stride = record.strides[level] ?? record.itemsize;
  if (level >= record.ndim - 1) return copyRow(values, record, elements, start, count, stride);
  return Array.from({ length: count }, (_, i) =>
    copyLevel(values, record, elements, level + 1, start + i * stride),
  );
}

/** A copy: a typed array, or arrays of them for more dimensions; a single element for none. */
export function copyOfBuffer(values: Values, address: number): any {
  const record = readRecord(values, address);
  const elements = elementsOf(record);
  const copy = copyLevel(values, record, elements, 0, record.start);
  return record.ndim === 0 ? copy[0] : copy;
}
