// A wasm module that takes part in dynamic linking: the main module, or a side module (".so").

import type { FunctionType, WasmInfo } from "./wasm-reader.ts";

/** Where a side module lies in the shared memory and function table. */
export interface Placement {
  readonly memoryBase: number;
  readonly memorySize: number;
  readonly memoryAlign: number;
  readonly tableBase: number;
  readonly tableSize: number;
}

const atZero: Placement = { memoryBase: 0, memorySize: 0, memoryAlign: 1, tableBase: 0, tableSize: 0 };

export class Library {
  exports: WebAssembly.Exports | undefined; // once instantiated
  readonly needed: Library[] = [];
  placement: Placement = atZero; // of a side module: known once it has been accepted
  #slots: Map<number, number> | undefined; // function index -> place in the table

  constructor(
    readonly path: string, // "" for the main module
    readonly info: WasmInfo,
    readonly size = 0, // bytes of its file
  ) {}

  get isMain(): boolean {
    return this.path === "";
  }

  /** The type of an exported function; undefined if there is none of that name. */
  functionType(name: string): FunctionType | undefined {
    const found = this.info.exports.get(name);
    return found?.kind === "function" ? this.info.functions[found.index] : undefined;
  }

  hasData(name: string): boolean {
    return this.info.exports.get(name)?.kind === "global";
  }

  /** The address of an exported variable. Side modules export it relative to their memory. */
  dataAddress(name: string): number {
    const global = this.exports![name] as WebAssembly.Global;
    return ((global.value as number) + this.placement.memoryBase) >>> 0;
  }

  exportedFunction(name: string): Function {
    return this.exports![name] as Function;
  }

  /** Table places of this module's functions: those of its element segments, then those added since. */
  get slots(): Map<number, number> {
    return (this.#slots ??= elementSlots(this.info, this.placement.tableBase));
  }
}

/** Calls `visit` with each table place that the module fills itself and the index of the function there. */
export function forEachElement(
  info: WasmInfo,
  tableBase: number,
  visit: (slot: number, functionIndex: number) => void,
): void {
  for (const element of info.elements) {
    const start = element.offset + (element.relative ? tableBase : 0);
    element.functions.forEach((functionIndex, i) => visit(start + i, functionIndex));
  }
}

function elementSlots(info: WasmInfo, tableBase: number): Map<number, number> {
  const slots = new Map<number, number>();
  forEachElement(info, tableBase, (slot, functionIndex) => {
    if (!slots.has(functionIndex)) slots.set(functionIndex, slot);
  });
  return slots;
}
