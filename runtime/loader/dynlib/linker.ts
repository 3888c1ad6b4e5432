// Turns compiled side modules into running ones: imports bound, the global offset table filled, data
// relocated, constructors run. A group of modules that need each other is linked together.

import type { ArityTable } from "./arity-table.ts";
import { Library } from "./library.ts";
import type { Placed, Placer } from "./placement.ts";
import { asWasmFunction, forwarders } from "./stubs.ts";
import type { FoundFunction, Symbols } from "./symbols.ts";
import type { FunctionType, Import } from "./wasm-reader.ts";

type Exports = Record<string, WebAssembly.ExportValue | undefined>;

type PlacedFunction = Extract<Placed, { kind: "function" }>;

/** One module of a group that is being linked. */
export interface Unlinked {
  readonly library: Library;
  readonly module: WebAssembly.Module;
}

export class Linker {
  readonly #hostSlots = new Map<Function, number>();

  constructor(
    readonly memory: WebAssembly.Memory,
    readonly table: WebAssembly.Table,
    readonly symbols: Symbols,
    readonly placer: Placer,
    readonly arity: ArityTable,
  ) {}

  /**
   * Links a group, given so that each module comes after those it needs (where they form no circle).
   * Nothing of it has run when this throws.
   */
  instantiate(group: readonly Unlinked[]): void {
    for (const { library } of group) this.#place(library);
    try {
      const offsets = group.map((each) => this.#instantiate(each));
      for (const each of offsets) this.#fillOffsets(each);
    } catch (error) {
      for (const { library } of group) this.placer.release(library.path);
      throw error;
    }
  }

  /** Makes the group ready for use. */
  initialize(group: readonly Unlinked[]): void {
    for (const { library } of group) this.arity.recordElements(library);
    this.arity.publish();
    for (const { library } of group) callIfThere(library, "__wasm_apply_data_relocs");
    for (const { library } of group) callIfThere(library, "__wasm_call_ctors");
  }

  /** The table index of a function, the same for everybody who asks: C compares function pointers. */
  pointer(found: FoundFunction, name: string): number {
    if ("host" in found) return this.#hostPointer(found.host, found.type, name);
    const { library, type } = found;
    const functionIndex = library.info.exports.get(name)!.index;
    const known = library.slots.get(functionIndex);
    if (known !== undefined) return known;
    const slot = this.placer.placeFunction(library.path, name);
    library.slots.set(functionIndex, slot);
    this.arity.record(slot, type.params.length);
    if (library.exports !== undefined) this.table.set(slot, library.exportedFunction(name));
    return slot;
  }

  /**
   * Instantiates modules in the places that an image says, in their old order. Nothing of them runs, since what they
   * would do to memory is in the image. `before` is called before each with its number, and at the end.
   */
  restore(
    modules: readonly Unlinked[],
    functions: readonly PlacedFunction[],
    before: (count: number) => void,
  ): void {
    const libraries = new Map(modules.map(({ library }) => [library.path, library]));
    for (const { path, name, slot } of functions)
      this.#restoreFunction(libraries.get(path), path, name, slot);
    const offsets = modules.map((each, i) => {
      before(i);
      return this.#instantiate(each);
    });
    before(modules.length);
    for (const each of offsets) this.#fillOffsets(each);
  }

  #restoreFunction(library: Library | undefined, path: string, name: string, slot: number): void {
    const { main } = this.symbols;
    const owner = path === "" && main.functionType(name) !== undefined ? main : library;
    if (owner !== undefined) {
      owner.slots.set(owner.info.exports.get(name)!.index, slot);
      if (owner.isMain) this.table.set(slot, owner.exportedFunction(name));
      return;
    }
    const found = path === "" ? this.symbols.hostFunction(name) : undefined;
    if (found === undefined || !("host" in found))
      throw new Error(
        `the memory image has a table entry for ${name}, which ${path || "the runtime"} does not have`,
      );
    this.#hostSlots.set(found.host, slot);
    this.table.set(slot, asWasmFunction(found.host, found.type));
  }

  #hostPointer(host: Function, type: FunctionType, name: string): number {
    const known = this.#hostSlots.get(host);
    if (known !== undefined) return known;
    const slot = this.placer.placeFunction("", name);
    this.table.set(slot, asWasmFunction(host, type));
    this.arity.record(slot, type.params.length);
    this.#hostSlots.set(host, slot);
    return slot;
  }

  #place(library: Library): void {
    library.placement = this.placer.placeModule(library.path, library.info.dylink!);
  }

  #instantiate({ library, module }: Unlinked): Offsets {
    const scope = this.symbols.scope(library);
    const offsets = new Offsets(scope);
    const imports: Record<string, Exports> = { env: this.#base(library) };
    const later: { name: string; slot: number; type: FunctionType }[] = [];
    for (const wanted of library.info.imports) {
      const target = (imports[wanted.module] ??= {});
      if (wanted.module === "GOT.mem") target[wanted.name] = offsets.data(wanted.name);
      else if (wanted.module === "GOT.func") target[wanted.name] = offsets.function(wanted.name);
      else if (wanted.kind === "function") {
        const found = this.symbols.findFunction(scope, wanted.module, wanted.name);
        if (isLater(found))
          later.push({ name: wanted.name, slot: this.pointer(found, wanted.name), type: found.type });
        else target[wanted.name] = bound(found, wanted);
      }
    }
    if (later.length > 0) {
      const stubs = forwarders(
        later.map(({ type }) => type),
        later.map(({ slot }) => slot),
        this.table,
      );
      later.forEach(({ name }, i) => (imports["env"]![name] = stubs[i] as WebAssembly.ExportValue));
    }
    library.exports = new WebAssembly.Instance(module, imports as WebAssembly.Imports).exports;
    this.#fillSlots(library);
    return offsets;
  }

  /** What the dynamic linking convention asks for by fixed names. */
  #base(library: Library): Exports {
    const main = this.symbols.main.exports as Exports;
    const { memoryBase, tableBase } = library.placement;
    return {
      ...Object.fromEntries(
        library.info.imports
          .filter(({ module, kind }) => module === "env" && kind !== "function")
          .map(({ name }) => [name, main[name]]),
      ),
      memory: this.memory,
      __indirect_function_table: this.table,
      __memory_base: memoryBase as never,
      __table_base: tableBase as never,
    };
  }

  /** Puts functions into table entries that were given before the module was there. */
  #fillSlots(library: Library): void {
    for (const [name, { kind, index }] of library.info.exports) {
      const slot = kind === "function" ? library.slots.get(index) : undefined;
      if (slot !== undefined && this.table.get(slot) === null)
        this.table.set(slot, library.exportedFunction(name));
    }
  }

  #fillOffsets(offsets: Offsets): void {
    const { scope } = offsets;
    offsets.fill(
      (name) => this.symbols.findData(scope, name)?.dataAddress(name) ?? 0,
      (name) => {
        const found = this.symbols.findFunction(scope, "env", name);
        return found === undefined ? 0 : this.pointer(found, name);
      },
    );
  }
}

/** The cells of the global offset table that one module reads. */
class Offsets {
  readonly #data = new Map<string, WebAssembly.Global>();
  readonly #functions = new Map<string, WebAssembly.Global>();

  /** `scope`: where the module's names are looked up. */
  constructor(readonly scope: readonly Library[]) {}

  data(name: string): WebAssembly.Global {
    return cell(this.#data, name);
  }

  function(name: string): WebAssembly.Global {
    return cell(this.#functions, name);
  }

  fill(addressOf: (name: string) => number, pointerOf: (name: string) => number): void {
    for (const [name, global] of this.#data) global.value = addressOf(name);
    for (const [name, global] of this.#functions) global.value = pointerOf(name);
  }
}

function cell(cells: Map<string, WebAssembly.Global>, name: string): WebAssembly.Global {
  const known = cells.get(name);
  if (known !== undefined) return known;
  const made = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  cells.set(name, made);
  return made;
}

function isLater(found: FoundFunction | undefined): found is FoundFunction & { library: Library } {
  return found !== undefined && "library" in found && found.library.exports === undefined;
}

function bound(found: FoundFunction | undefined, wanted: Import): WebAssembly.ExportValue {
  if (found === undefined) return unresolvedWeak(wanted.name);
  return (
    "host" in found ? found.host : found.library.exportedFunction(wanted.name)
  ) as WebAssembly.ExportValue;
}

// Weak functions that nobody defines: a program asks for their address before it calls them.
function unresolvedWeak(name: string): WebAssembly.ExportValue {
  return (() => {
    throw new WebAssembly.RuntimeError(`${name} was called but no module defines it`);
  }) as WebAssembly.ExportValue;
}

function callIfThere(library: Library, name: string): void {
  const target = library.exports![name];
  if (typeof target === "function") target();
}
