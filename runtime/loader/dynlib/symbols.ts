// Finds what a side module imports, in the order: main module, what JavaScript gave to the main module,
// libraries opened globally, the libraries it needs (nearest first), itself. Types are compared before
// anything is placed, so that a refused module leaves no trace.

import type { Library } from "./library.ts";
import type { FunctionType, Import, WasmInfo } from "./wasm-reader.ts";

/** Functions that JavaScript gave to the main module when it was instantiated (system calls, for the most part). */
export type HostImports = Record<string, Record<string, Function | undefined> | undefined>;

export type FoundFunction =
  | { readonly library: Library; readonly type: FunctionType }
  | { readonly host: Function; readonly type: FunctionType };

export class Symbols {
  readonly #hostTypes = new Map<string, FunctionType>();
  readonly #globals: Library[] = [];

  constructor(
    readonly main: Library,
    readonly host: HostImports,
  ) {
    for (const { module, name, type } of main.info.imports) {
      if (type !== undefined) this.#hostTypes.set(`${module}.${name}`, type);
    }
  }

  get globals(): readonly Library[] {
    return this.#globals;
  }

  /** From now on the library's symbols serve every module (RTLD_GLOBAL). */
  addGlobal(library: Library): void {
    if (!this.#globals.includes(library)) this.#globals.push(library);
  }

  /** Where `library`'s own imports are looked for. */
  scope(library: Library): Library[] {
    return [...new Set([this.main, ...this.#globals, ...withNeeded(library).slice(1), library])];
  }

  findFunction(scope: readonly Library[], module: string, name: string): FoundFunction | undefined {
    for (const library of scope) {
      const type = module === "env" ? library.functionType(name) : undefined;
      if (type !== undefined) return { library, type };
      const found = library.isMain ? this.#hostFunction(module, name) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  findData(scope: readonly Library[], name: string): Library | undefined {
    return scope.find((library) => library.hasData(name));
  }

  #hostFunction(module: string, name: string): FoundFunction | undefined {
    const type = this.#hostTypes.get(`${module}.${name}`);
    const host = this.host[module]?.[name];
    return type !== undefined && host !== undefined ? { host, type } : undefined;
  }

  hostFunction(name: string): FoundFunction | undefined {
    return this.#hostFunction("env", name);
  }

  /** Why the module's imports cannot be met, one phrase for each reason; empty if they can. */
  problems(library: Library): string[] {
    const scope = this.scope(library);
    const missing: string[] = [];
    const different: string[] = [];
    for (const wanted of library.info.imports) {
      const found = this.#check(scope, wanted, library.info);
      if (found === "missing") missing.push(wanted.name);
      else if (found !== "met") different.push(found);
    }
    const absent =
      missing.length > 0 ? [`${list(missing)} ${missing.length > 1 ? "are" : "is"} missing`] : [];
    return [...absent, ...different];
  }

  #check(scope: readonly Library[], wanted: Import, info: WasmInfo): string {
    const { module, name, kind, type } = wanted;
    if (module === "GOT.mem") return this.#met(this.findData(scope, name), name, info);
    if (module === "GOT.func") return this.#met(this.findFunction(scope, "env", name), name, info);
    if (kind !== "function") return this.#checkSpecial(module, name, kind);
    const found = this.findFunction(scope, module, name);
    if (found === undefined || found.type.text === type!.text) return this.#met(found, name, info);
    return `${name} is ${found.type.text} but the module calls it as ${type!.text}`;
  }

  #met(found: unknown, name: string, info: WasmInfo): "met" | "missing" {
    return found !== undefined || info.dylink?.weakImports.has(name) ? "met" : "missing";
  }

  #checkSpecial(module: string, name: string, kind: string): "met" | "missing" {
    if (module !== "env") return "missing";
    const given = ["memory", "__indirect_function_table", "__memory_base", "__table_base"];
    return given.includes(name) || this.main.info.exports.get(name)?.kind === kind ? "met" : "missing";
  }
}

/** The library and all that it needs, itself first, then breadth first. */
export function withNeeded(library: Library): Library[] {
  const all = new Set([library]);
  for (const each of all) for (const needed of each.needed) all.add(needed);
  return [...all];
}

function list(names: readonly string[]): string {
  const shown = 12;
  const rest = names.length - shown;
  return names.slice(0, shown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
