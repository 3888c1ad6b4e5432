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
  #placed: Placed[] = [];
  readonly #starts = new Map<string, number>(); // what calloc returned, by path
  #restoring = false;

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
    if (this.#restoring)
      throw new Error(`the memory image has no table entry for ${name} of ${path || "the runtime"}`);
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

  /** Table entries beyond the main module's that somebody else made (callbacks of ctypes): by their places. */
  foreignEntries(firstOwn: number): number[] {
    const own = new Set<number>();
    for (const entry of this.#placed) {
      if (entry.kind === "function") own.add(entry.slot);
      else for (let i = 0; i < entry.tableSize; i++) own.add(entry.tableBase + i);
    }
    const all = Array.from({ length: this.table.length - firstOwn }, (_, i) => firstOwn + i);
    return all.filter((slot) => !own.has(slot) && this.table.get(slot) !== null);
  }

  /** Gives out again what an image had: nothing may be placed while `link` runs. */
  restore(placed: readonly Placed[], tableLength: number, link: () => void): void {
    this.table.grow(tableLength - this.table.length);
    this.#placed = [...placed];
    this.#restoring = true;
    link();
    this.#restoring = false;
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
