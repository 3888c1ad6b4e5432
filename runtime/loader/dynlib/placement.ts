// Gives side modules their memory and their entries of the function table, and remembers in order what was
// given: the same modules loaded in the same order by the same program get the same places, and a memory
// image can be restored only if they do.

import type { Placement } from "./library.ts";
import type { Dylink } from "./wasm-reader.ts";

/** What was placed, in order: a module, or a single function that got a table entry of its own. */
export type Placed =
  | ({ readonly kind: "module"; readonly path: string } & Placement)
  | { readonly kind: "function"; readonly path: string; readonly name: string; readonly slot: number };

export interface Allocator {
  calloc(count: number, size: number): number;
  free(address: number): void;
}

export class Placer {
  readonly #placed: Placed[] = [];
  readonly #starts = new Map<string, number>(); // what calloc returned, by path

  constructor(
    readonly main: Allocator,
    readonly table: WebAssembly.Table,
  ) {}

  get placed(): readonly Placed[] {
    return this.#placed;
  }

  placeModule(path: string, dylink: Dylink): Placement {
    const { memorySize, memoryAlign, tableSize, tableAlign } = dylink;
    const start = memorySize === 0 ? 0 : this.#allocate(path, memorySize + memoryAlign - 1);
    const memoryBase = alignUp(start, memoryAlign);
    const tableBase = tableSize === 0 ? 0 : this.#growTable(tableSize, tableAlign);
    const placement = { memoryBase, memorySize, memoryAlign, tableBase, tableSize };
    this.#starts.set(path, start);
    this.#placed.push({ kind: "module", path, ...placement });
    return placement;
  }

  /** A table entry for one function. */
  placeFunction(path: string, name: string): number {
    const slot = this.table.grow(1);
    this.#placed.push({ kind: "function", path, name, slot });
    return slot;
  }

  /** Gives back the memory of a module that could not be instantiated. Its table entries stay unused. */
  release(path: string): void {
    const index = this.#placed.findIndex((entry) => entry.kind === "module" && entry.path === path);
    if (index < 0) return;
    this.#placed.splice(index, 1);
    this.main.free(this.#starts.get(path)!);
    this.#starts.delete(path);
  }

  #allocate(path: string, size: number): number {
    const address = this.main.calloc(size, 1);
    if (address === 0)
      throw new Error(`${path} needs ${size} bytes of memory and there are not so many left`);
    return address >>> 0;
  }

  #growTable(count: number, align: number): number {
    const base = alignUp(this.table.length, align);
    this.table.grow(base - this.table.length + count);
    return base;
  }
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
