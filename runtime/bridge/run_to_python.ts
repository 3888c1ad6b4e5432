// The deep conversion to Python, JavaScript's half: a value with its contents is written as one run of cells, which
// run_to_python.cpp reads. Used by `toPy` and by `to_py`.

import { Status, Tag } from "../js/wire.ts";
import { stateOfProxy } from "./py_proxy.ts";
import type { Values } from "./values.ts";

export type PyConverter = (
  value: any,
  convert: (value: any) => any,
  cacheConversion: (from: any, to: any) => void,
) => any;

/** Formats of module struct by the name of the typed array. */
const formats: Record<string, string> = {
  Int8Array: "b",
  Uint8Array: "B",
  Uint8ClampedArray: "B",
  Int16Array: "h",
  Uint16Array: "H",
  Int32Array: "i",
  Uint32Array: "I",
  Float32Array: "f",
  Float64Array: "d",
  BigInt64Array: "q",
  BigUint64Array: "Q",
  Float16Array: "e",
};

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

/** The struct format of a buffer's elements; "B" for plain bytes. */
export const formatOf = (buffer: object): string => formats[tagOf(buffer)] ?? "B";

export function bytesOf(buffer: any): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}

// A growing block outside linear memory: the run is copied into it in one piece at the end.
class Block {
  bytes = new ArrayBuffer(1 << 14);
  u8 = new Uint8Array(this.bytes);
  u16 = new Uint16Array(this.bytes);
  u32 = new Uint32Array(this.bytes);
  f64 = new Float64Array(this.bytes);
  length = 0;

  /** Room for so many bytes; answers where they begin. */
  take(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.byteLength) this.#grow(at + size);
    this.length = at + size;
    return at;
  }

  #grow(least: number): void {
    const larger = new ArrayBuffer(Math.max(least, 2 * this.bytes.byteLength));
    new Uint8Array(larger).set(this.u8);
    this.bytes = larger;
    this.u8 = new Uint8Array(larger);
    this.u16 = new Uint16Array(larger);
    this.u32 = new Uint32Array(larger);
    this.f64 = new Float64Array(larger);
  }
}

class RunWriter {
  readonly cells = new Block();
  readonly text = new Block();
  readonly objects: number[] = [];
  /** References that the run holds until Python has read it. */
  readonly owned: number[] = [];
  readonly #seen = new Map<object, number>();
  readonly #keys = new Map<string, number>();
  readonly #cache = new Map<object, number>();
  /** By depth, the keys of the last object there: records of one table have the same keys. */
  readonly #shapes: { keys: string[]; number: number }[] = [];
  #shapeCount = 0;
  #level = 0;

  constructor(
    readonly values: Values,
    readonly converter: PyConverter | undefined,
  ) {}

  #cell(tag: Tag, aux: number): number {
    const at = this.cells.take(16);
    this.cells.u32[at >>> 2] = tag;
    this.cells.u32[(at >>> 2) + 1] = aux;
    return at;
  }

  write(value: any, depth: number): void {
    switch (typeof value) {
      case "number": {
        const at = this.#cell(Number.isSafeInteger(value) ? Tag.integer : Tag.number, 0);
        this.cells.f64[(at >>> 3) + 1] = value;
        return;
      }
      case "string":
        return this.#text(value);
      case "boolean":
        return void this.#cell(Tag.boolean, value ? 1 : 0);
      case "undefined":
        return void this.#cell(Tag.undefined, 0);
      case "object":
        if (value === null) return void this.#cell(Tag.null, 0);
        return this.#object(value, depth);
      case "bigint":
        return this.#single(value);
      default:
        return this.#function(value, depth);
    }
  }

  /** A function or symbol: JavaScript's object in Python too, unless a converter says otherwise. */
  #function(value: any, depth: number): void {
    if (depth === 0 || this.converter === undefined || stateOfProxy(value) !== undefined)
      return this.#single(value);
    const cached = this.#cache.get(value);
    if (cached !== undefined) return void this.#cell(Tag.python, cached);
    this.#converted(value, depth);
  }

  #text(text: string): void {
    const length = text.length;
    if (length > 4096) return this.#owned(this.values.newText(text));
    let at = this.text.take(length);
    const u8 = this.text.u8;
    let all = 0;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      all |= unit;
      u8[at + i] = unit;
    }
    if (all > 255) {
      this.text.take(this.text.length & 1);
      at = this.text.take(2 * length);
      const u16 = this.text.u16;
      for (let i = 0; i < length; i++) u16[(at >>> 1) + i] = text.charCodeAt(i);
    }
    const cell = this.#cell(all > 255 ? Tag.utf16 : Tag.latin1, length);
    this.cells.u32[(cell >>> 2) + 2] = at;
  }

  #reference(address: number): number {
    this.objects.push(address);
    return this.objects.length - 1;
  }

  #owned(address: number): void {
    this.owned.push(address);
    this.#cell(Tag.python, this.#reference(address));
  }

  /** A value by the implicit conversion: what it is in Python without going inside. */
  #single(value: any): void {
    this.#owned(this.values.toPython(value));
  }

  #object(value: object, depth: number): void {
    const seen = this.#seen.get(value);
    if (seen !== undefined) return void this.#cell(Tag.seen, seen);
    const cached = this.#cache.get(value);
    if (cached !== undefined) return void this.#cell(Tag.python, cached);
    if (depth === 0 || stateOfProxy(value) !== undefined) return this.#single(value);
    if (Array.isArray(value)) return this.#array(value, depth - 1);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return this.#buffer(value);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#plain(value, depth - 1);
    this.#byTag(value, depth);
  }

  #byTag(value: any, depth: number): void {
    switch (tagOf(value)) {
      case "Map":
        return this.#map(value, depth - 1);
      case "Set":
        return this.#set(value, depth - 1);
      case "ArrayBuffer":
      case "SharedArrayBuffer":
        return this.#buffer(value);
    }
    if (value.constructor?.name === "Object") return this.#plain(value, depth - 1);
    if (this.converter !== undefined) return this.#converted(value, depth);
    this.#single(value);
  }

  #container(tag: Tag, value: object, count: number): void {
    this.#seen.set(value, this.#seen.size);
    this.#cell(tag, count);
  }

  #array(array: any[], depth: number): void {
    const count = array.length;
    if (count > 1 && this.#numbers(array, count)) return;
    this.#container(Tag.list, array, count);
    for (let i = 0; i < count; i++) this.write(array[i], depth);
  }

  /** A list of numbers only, packed; false (and nothing written) when there is anything else. */
  #numbers(array: any[], count: number): boolean {
    if (typeof array[0] !== "number" || typeof array[count - 1] !== "number") return false;
    const { cells } = this;
    const head = cells.take(16 + 16 * ((count + 1) >>> 1));
    const { f64 } = cells;
    const at = (head >>> 3) + 2;
    for (let i = 0; i < count; i++) {
      const value = array[i];
      if (typeof value !== "number") {
        cells.length = head;
        return false;
      }
      f64[at + i] = value;
    }
    cells.u32[head >>> 2] = Tag.numbers;
    cells.u32[(head >>> 2) + 1] = count;
    this.#seen.set(array, this.#seen.size);
    return true;
  }

  #set(set: Set<any>, depth: number): void {
    this.#container(Tag.set, set, set.size);
    for (const element of set) this.write(element, depth);
  }

  #map(map: Map<any, any>, depth: number): void {
    this.#container(Tag.dict, map, map.size);
    for (const [key, value] of map) {
      this.write(key, 0);
      this.write(value, depth);
    }
  }

  #plain(object: any, depth: number): void {
    const keys = Object.keys(object);
    const shape = this.#shapeOf(keys);
    this.#level++;
    if (shape >= 0) {
      this.#container(Tag.record, object, shape);
      for (let i = 0; i < keys.length; i++) this.write(object[keys[i]!], depth);
    } else {
      this.#container(Tag.dict, object, keys.length);
      for (const key of keys) {
        this.#key(key);
        this.write(object[key], depth);
      }
    }
    this.#level--;
  }

  /** The number of the shape with these keys; -1 for the first object of a kind, which is written in full. */
  #shapeOf(keys: string[]): number {
    const last = this.#shapes[this.#level];
    const count = keys.length;
    let same = last !== undefined && last.keys.length === count && count > 0;
    for (let i = 0; same && i < count; i++) same = keys[i] === last!.keys[i];
    if (!same) {
      this.#shapes[this.#level] = { keys, number: -1 };
      return -1;
    }
    if (last!.number < 0) last!.number = this.#writeShape(keys);
    return last!.number;
  }

  #writeShape(keys: string[]): number {
    const references = keys.map((key) => this.#keyReference(key));
    if (references.includes(undefined)) return -1;
    this.#cell(Tag.shape, keys.length);
    for (const reference of references) this.#cell(Tag.python, reference!);
    return this.#shapeCount++;
  }

  /** The number of the Python str for a key that may come again and again; undefined for others. */
  #keyReference(key: string): number | undefined {
    let reference = this.#keys.get(key);
    if (reference === undefined && key.length <= 64 && this.#keys.size <= 4096)
      this.#keys.set(key, (reference = this.#reference(this.values.internName(key))));
    return reference;
  }

  #key(key: string): void {
    const reference = this.#keyReference(key);
    if (reference === undefined) this.#text(key);
    else this.#cell(Tag.python, reference);
  }

  #buffer(buffer: any): void {
    const address = this.values.copyOfBuffer(bytesOf(buffer), formatOf(buffer));
    this.owned.push(address);
    const reference = this.#reference(address);
    this.#cache.set(buffer, reference);
    this.#cell(Tag.python, reference);
  }

  #converted(value: any, depth: number): void {
    const convert = (inner: any): any =>
      this.values.fromAddress(convertToPython(this.values, inner, depth, this.converter));
    const cache = (from: any, to: any): void => {
      const address = this.values.toPython(to);
      this.owned.push(address);
      this.#cache.set(from, this.#reference(address));
    };
    const result = this.converter!(value, convert, cache);
    const known = this.#cache.get(value);
    if (known !== undefined) return void this.#cell(Tag.python, known);
    this.#single(result);
  }
}

/** The whole run in linear memory while `use` runs. */
function withRun<T>(writer: RunWriter, use: (run: number) => T): T {
  const { link } = writer.values;
  const { cells, text, objects } = writer;
  const head = 24;
  const textAt = head + cells.length;
  const objectsAt = (textAt + text.length + 7) & ~7;
  const size = objectsAt + 4 * objects.length;
  const block = link.exports.kelp_malloc(size) >>> 0;
  if (block === 0) throw new RangeError(`There is no memory to convert a value of ${size} bytes to Python`);
  try {
    link.memory.check();
    const { u8, u32 } = link.memory;
    u32.set(
      [block + head, cells.length / 16, block + textAt, text.length, block + objectsAt, objects.length],
      block >>> 2,
    );
    u8.set(cells.u8.subarray(0, cells.length), block + head);
    u8.set(text.u8.subarray(0, text.length), block + textAt);
    u32.set(objects, (block + objectsAt) >>> 2);
    return use(block);
  } finally {
    link.exports.kelp_free(block);
  }
}

/** A new reference to the Python value. */
export function convertToPython(
  values: Values,
  value: any,
  depth: number,
  converter: PyConverter | undefined,
): number {
  const { link } = values;
  const writer = new RunWriter(values, converter);
  try {
    writer.write(value, depth);
    const status = withRun(writer, (run) => link.exports.py_from_run(run));
    if (status === Status.failed) throw values.takeError();
    link.memory.check();
    return link.memory.u32[(link.fromPython >>> 2) + 2]!;
  } finally {
    for (const address of writer.owned) link.exports.py_decref(address);
  }
}
