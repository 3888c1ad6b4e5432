// One byte for each entry of the function table: how many parameters the function there has. CPython reads it
// to call functions that were declared with fewer parameters than it passes (such a call would trap).

import { forEachElement, type Library } from "./library.ts";

const unknown = 3; // what CPython passes when it does not know better
const spare = 4096; // entries of room, so that one added function does not move the table

export interface ArityExports {
  malloc(size: number): number;
  free(address: number): void;
  _PyEM_SetArityTable(address: number, count: number): void;
}

export class ArityTable {
  #counts: Uint8Array = new Uint8Array(0);
  #address = 0;
  #capacity = 0;

  constructor(
    readonly main: ArityExports,
    readonly memory: WebAssembly.Memory,
    readonly table: WebAssembly.Table,
  ) {}

  record(slot: number, parameters: number): void {
    if (slot >= this.#counts.length) this.#grow(slot + spare);
    this.#counts[slot] = Math.min(parameters, 255);
  }

  recordElements(library: Library): void {
    const { info, placement } = library;
    forEachElement(info, placement.tableBase, (slot, functionIndex) => {
      this.record(slot, info.functions[functionIndex]!.params.length);
    });
  }

  /** Makes everything recorded known to the interpreter. */
  publish(): void {
    if (this.#capacity < this.table.length) this.#move(this.table.length + spare);
    const target = new Uint8Array(this.memory.buffer, this.#address, this.#capacity);
    if (this.#counts.length < this.#capacity) this.#grow(this.#capacity);
    target.set(this.#counts.subarray(0, this.#capacity));
  }

  /** Where the table lies in memory, for whoever saves the memory as an image. */
  get location(): { address: number; count: number } {
    return { address: this.#address, count: this.#capacity };
  }

  /** Memory is now that of an image, with the table in it. */
  restore({ address, count }: { address: number; count: number }): void {
    [this.#address, this.#capacity] = [address, count];
    this.#counts = new Uint8Array(this.memory.buffer, address, count).slice();
  }

  #grow(length: number): void {
    const counts = new Uint8Array(length).fill(unknown);
    counts.set(this.#counts);
    this.#counts = counts;
  }

  #move(capacity: number): void {
    const old = this.#address;
    const address = this.main.malloc(capacity);
    if (address === 0) throw new Error(`there is no memory left for ${capacity} bytes of function arities`);
    new Uint8Array(this.memory.buffer, address, capacity).fill(unknown);
    this.main._PyEM_SetArityTable(address, capacity);
    [this.#address, this.#capacity] = [address, capacity];
    if (old !== 0) this.main.free(old);
  }
}
