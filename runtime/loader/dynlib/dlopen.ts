// dlopen, dlsym, dlerror and dlclose for the interpreter and its packages: finds and reads the files, loads
// what they need first, hands out handles. Libraries stay loaded for the life of the interpreter.

import { ArityTable, type ArityExports } from "./arity-table.ts";
import type { CompiledModules } from "./compiled-modules.ts";
import { Library, type Placement } from "./library.ts";
import { Linker, type Unlinked } from "./linker.ts";
import { Placer, type Allocator, type Placed } from "./placement.ts";
import { Symbols, withNeeded, type HostImports } from "./symbols.ts";
import { readWasm, type WasmInfo } from "./wasm-reader.ts";

/** What is asked of the file system. */
export interface LibraryFiles {
  /** The bytes of a file, or undefined if there is none. */
  read(path: string): Uint8Array | undefined;
  /** The path without symbolic links; the path itself if there is no such file. */
  resolve(path: string): string;
}

export interface MainModule {
  readonly info: WasmInfo;
  readonly exports: WebAssembly.Exports;
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  readonly host: HostImports;
}

type MainExports = ArityExports & Allocator;

/** What a memory image says of side modules. */
export interface SavedLibraries {
  modules: { path: string; needed: string[] }[]; // in the order in which they were loaded
  globals: { path: string; after: number }[]; // opened with RTLD_GLOBAL when so many were loaded
  handles: string[];
  placed: readonly Placed[];
  tableLength: number;
  arity: { address: number; count: number };
}

const global = 0x100; // RTLD_GLOBAL
const sharedLibraries = "/usr/lib";

export class DynamicLoader {
  readonly #main: Library;
  readonly #symbols: Symbols;
  readonly #placer: Placer;
  readonly #arity: ArityTable;
  readonly #linker: Linker;
  readonly #loaded = new Map<string, Library>(); // by resolved path
  readonly #handles: Library[];
  readonly #globals: SavedLibraries["globals"] = [];
  readonly #firstOwn: number; // table entry after those of the main module
  #error: string | undefined;

  constructor(
    { info, exports, memory, table, host }: MainModule,
    readonly files: LibraryFiles,
    readonly compiled: CompiledModules,
  ) {
    const main = exports as unknown as MainExports;
    this.#main = new Library("", info);
    this.#main.exports = exports;
    this.#handles = [this.#main];
    this.#firstOwn = table.length;
    this.#symbols = new Symbols(this.#main, host);
    this.#placer = new Placer(main, table);
    this.#arity = new ArityTable(main, memory, table);
    this.#linker = new Linker(memory, table, this.#symbols, this.#placer, this.#arity);
    this.#arity.recordElements(this.#main);
    this.#arity.publish();
  }

  /** What was placed in memory and table so far, in order. */
  get placed(): readonly Placed[] {
    return this.#placer.placed;
  }

  get loadedPaths(): string[] {
    return [...this.#loaded.keys()];
  }

  /** A handle of the library at `path` (undefined: the main module), or 0; then takeError says why. */
  open(path: string | undefined, flags: number): number {
    if (path === undefined) return 1;
    try {
      const library = this.load(path);
      if (flags & global) this.#openGlobally(library);
      return this.#handleOf(library);
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
      return 0;
    }
  }

  #openGlobally(library: Library): void {
    for (const each of withNeeded(library)) this.#symbols.addGlobal(each);
    this.#globals.push({ path: library.path, after: this.#loaded.size });
  }

  /** The address of a variable or the table index of a function; 0 if there is none. Handle 0 is RTLD_DEFAULT. */
  symbol(handle: number, name: string): number {
    const library = this.#handles[handle === 0 ? 0 : handle - 1];
    if (library === undefined) {
      this.#error = `${handle} is not a handle of an open library`;
      return 0;
    }
    const scope = library.isMain ? [this.#main, ...this.#symbols.globals] : withNeeded(library);
    const data = this.#symbols.findData(scope, name);
    if (data !== undefined) return data.dataAddress(name);
    const found = this.#symbols.findFunction(scope, "env", name);
    if (found === undefined) {
      this.#error = `${library.isMain ? "the runtime" : library.path} has no symbol ${name}`;
      return 0;
    }
    const pointer = this.#linker.pointer(found, name);
    this.#arity.publish();
    return pointer;
  }

  close(handle: number): number {
    return this.#handles[handle - 1] === undefined ? -1 : 0;
  }

  takeError(): string | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }

  /** Loads the library and all that it needs. Throws an error of one sentence. */
  load(path: string): Library {
    const resolved = this.files.resolve(this.#find(path));
    const known = this.#loaded.get(resolved);
    if (known !== undefined) return known;
    const group = new Map<string, Unlinked>();
    const library = this.#collect(resolved, group);
    for (const each of group.values()) this.#check(each.library);
    this.#linker.instantiate([...group.values()]);
    for (const [each, { library }] of group) this.#loaded.set(each, library);
    this.#linker.initialize([...group.values()]);
    return library;
  }

  /** Adds the module at `path` to the group, after the modules it needs that are not loaded yet. */
  #collect(path: string, group: Map<string, Unlinked>, opening = new Map<string, Library>()): Library {
    const known = this.#loaded.get(path) ?? opening.get(path);
    if (known !== undefined) return known;
    const bytes = this.files.read(path);
    if (bytes === undefined) throw new Error(`${path} cannot be loaded: there is no such file`);
    const info = readSideModule(path, bytes);
    const library = new Library(path, info, bytes.length);
    opening.set(path, library);
    for (const name of info.dylink!.needed) {
      library.needed.push(this.#collect(this.#findNeeded(library, name), group, opening));
    }
    group.set(path, { library, module: this.compiled.get(path, bytes) });
    return library;
  }

  /** For a memory image: which modules are loaded, where, and how they are reached. */
  save(): SavedLibraries {
    const foreign = this.#placer.foreignEntries(this.#firstOwn);
    if (foreign.length > 0)
      throw new Error(
        `${foreign.length} functions were put into the function table by others than the loader (callbacks of ctypes); ` +
          "let them go first",
      );
    for (const { path, size } of this.#loaded.values())
      if (this.files.read(path)?.length !== size)
        throw new Error(`the file ${path} has changed since it was loaded`);
    return {
      modules: [...this.#loaded.values()].map(({ path, needed }) => ({
        path,
        needed: needed.map((each) => each.path),
      })),
      globals: this.#globals,
      handles: this.#handles.slice(1).map(({ path }) => path),
      placed: this.placed.filter(({ path }) => path === "" || this.#loaded.has(path)), // not of those that failed
      tableLength: this.#placer.table.length,
      arity: this.#arity.location,
    };
  }

  /** Brings the modules of an image back. The files must be there; memory is copied in afterwards. */
  restore(saved: SavedLibraries): void {
    const places = new Map(
      saved.placed.flatMap((each) => (each.kind === "module" ? [[each.path, each]] : [])),
    );
    const modules = saved.modules.map(({ path }) => this.#reopen(path, places.get(path)!));
    for (const { path, needed } of saved.modules)
      this.#loaded.get(path)!.needed.push(...needed.map((each) => this.#loaded.get(each)!));
    const functions = saved.placed.filter((each) => each.kind === "function");
    this.#placer.restore(saved.placed, saved.tableLength, () =>
      this.#linker.restore(modules, functions, (count) => this.#reopenGlobally(saved.globals, count)),
    );
    for (const path of saved.handles) this.#handles.push(this.#loaded.get(path)!);
  }

  /** After memory was copied in. */
  restored({ arity }: SavedLibraries): void {
    this.#arity.restore(arity);
  }

  #reopen(path: string, placement: Placement): Unlinked {
    const bytes = this.files.read(path);
    if (bytes === undefined) throw new Error(`the memory image does not have the file ${path}`);
    const library = new Library(path, readSideModule(path, bytes), bytes.length);
    library.placement = placement;
    this.#loaded.set(path, library);
    return { library, module: this.compiled.get(path, bytes) };
  }

  #reopenGlobally(globals: SavedLibraries["globals"], count: number): void {
    for (const { path, after } of globals)
      if (after === count)
        for (const each of withNeeded(this.#loaded.get(path)!)) this.#symbols.addGlobal(each);
    if (count === this.#loaded.size) this.#globals.push(...globals);
  }

  #check(library: Library): void {
    const problems = this.#symbols.problems(library);
    if (problems.length > 0) throw new Error(`${library.path} cannot be loaded: ${problems.join("; ")}`);
  }

  #find(path: string): string {
    if (path.includes("/")) return path;
    const shared = `${sharedLibraries}/${path}`;
    return this.files.read(shared) === undefined ? path : shared;
  }

  // As on Linux, a library of the same file name that is loaded already is taken, wherever it came from.
  #findNeeded(library: Library, name: string): string {
    const loaded = this.loadedPaths.find((path) => path.endsWith(`/${name}`));
    if (loaded !== undefined) return loaded;
    const origin = library.path.slice(0, library.path.lastIndexOf("/"));
    const folders = library.info.dylink!.runtimePath.map((folder) => folder.replace("$ORIGIN", origin));
    for (const folder of [...folders, origin, sharedLibraries]) {
      const path = this.files.resolve(`${folder}/${name}`);
      if (this.files.read(path) !== undefined) return path;
    }
    throw new Error(`${library.path} cannot be loaded: the library ${name} that it needs is not installed`);
  }

  #handleOf(library: Library): number {
    const index = this.#handles.indexOf(library);
    return index >= 0 ? index + 1 : this.#handles.push(library);
  }
}

function readSideModule(path: string, bytes: Uint8Array): WasmInfo {
  let info: WasmInfo;
  try {
    info = readWasm(bytes);
  } catch (error) {
    throw new Error(`${path} cannot be loaded: ${(error as Error).message}`);
  }
  if (info.dylink === undefined)
    throw new Error(`${path} cannot be loaded: it is not a WebAssembly side module`);
  return info;
}
