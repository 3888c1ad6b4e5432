// Writes a JavaScript value with its contents as cells (../js/wire.h), one text and a list of Python objects.

import { Tag } from "../js/wire.ts";
import { bytesOf, formatOf, tagOf } from "./buffer_format.ts";
import { stateOfProxy } from "./py_proxy.ts";
import { closeBlock, Met, openBlock } from "./run_parts.ts";
import type { Values } from "./values.ts";

export type PyConverter = (
  value: any,
  convert: (value: any) => any,
  cacheConversion: (from: any, to: any) => void,
) => any;

// A longer text becomes a Python str by itself. Engines limit strings to some hundred million characters.
const longText = 4096;
const mostText = 2 ** 26;

export class RunWriter {
  readonly cells = openBlock();
  /** All texts of the run one after the other: one call encodes them. */
  text = "";
  readonly objects: number[] = [];
  /** References that the run holds until Python has read it. */
  readonly owned: number[] = [];
  readonly #met = new Met();
  readonly #keys = new Map<string, number>();
  readonly #cache = new Map<object, number>();
  /** By depth, the keys of the last object there: records of one table have the same keys. */
  readonly #shapes: { keys: string[]; number: number }[] = [];
  #shapeCount = 0;
  #level = 0;

  constructor(
    readonly values: Values,
    readonly converter: PyConverter | undefined,
    readonly convertAgain: (value: any, depth: number) => any,
  ) {}

  #cell(tag: Tag, aux: number): number {
    const at = this.cells.take(16);
    this.cells.u32[at >>> 2] = tag;
    this.cells.u32[(at >>> 2) + 1] = aux;
    return at;
  }

  /** The run was read. */
  close(): void {
    closeBlock(this.cells);
    for (const address of this.owned) this.values.link.exports.py_decref(address);
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
    const { length } = text;
    if (length > longText || this.text.length + length > mostText)
      return this.#owned(this.values.newText(text));
    this.text += text;
    this.#cell(Tag.text, length);
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
    if (this.#cache.size !== 0 && !this.#met.has(value)) {
      const cached = this.#cache.get(value);
      if (cached !== undefined) return void this.#cell(Tag.python, cached);
    }
    if (depth === 0) return this.#met.has(value) ? this.#again(value) : this.#single(value);
    if (Array.isArray(value)) return this.#array(value, depth - 1);
    const prototype = Object.getPrototypeOf(value); // a PyProxy has one of its own
    if (prototype === Object.prototype || prototype === null) return this.#plain(value, depth - 1);
    if (stateOfProxy(value) !== undefined) return this.#single(value);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return this.#buffer(value);
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

  #again(container: object): void {
    this.#cell(Tag.seen, this.#met.numberOf(container));
  }

  #array(array: any[], depth: number): void {
    if (!this.#met.add(array)) return this.#again(array);
    const count = array.length;
    if (count > 1 && (this.#numbers(array, count) || this.#texts(array, count))) return;
    this.#cell(Tag.list, count);
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
    return true;
  }

  /** The same for texts: their lengths, packed. */
  #texts(array: any[], count: number): boolean {
    if (typeof array[0] !== "string" || typeof array[count - 1] !== "string") return false;
    const { cells } = this;
    const head = cells.take(16 + 16 * ((count + 3) >>> 2));
    const { u32 } = cells;
    const at = (head >>> 2) + 4;
    let { text } = this;
    for (let i = 0; i < count; i++) {
      const value = array[i];
      if (typeof value !== "string" || value.length > longText || text.length + value.length > mostText) {
        cells.length = head;
        return false;
      }
      u32[at + i] = value.length;
      text += value;
    }
    this.text = text;
    u32[head >>> 2] = Tag.texts;
    u32[(head >>> 2) + 1] = count;
    return true;
  }

  #set(set: Set<any>, depth: number): void {
    if (!this.#met.add(set)) return this.#again(set);
    this.#cell(Tag.set, set.size);
    for (const element of set) this.write(element, depth);
  }

  #map(map: Map<any, any>, depth: number): void {
    if (!this.#met.add(map)) return this.#again(map);
    this.#cell(Tag.dict, map.size);
    for (const [key, value] of map) {
      this.write(key, 0);
      this.write(value, depth);
    }
  }

  #plain(object: any, depth: number): void {
    if (!this.#met.add(object)) return this.#again(object);
    const keys = Object.keys(object);
    const shape = this.#shapeOf(keys);
    this.#level++;
    if (shape >= 0) {
      this.#cell(Tag.record, shape);
      const values = Object.values(object);
      // A getter that took a later property away leaves fewer.
      if (values.length === keys.length) for (const value of values) this.write(value, depth);
      else for (const key of keys) this.write(object[key], depth);
    } else {
      this.#cell(Tag.dict, keys.length);
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
    const convert = (inner: any): any => this.convertAgain(inner, depth);
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
