// Compiled side modules. Packages' modules may be compiled in the background while the package is installed;
// what is not ready when it is imported is compiled on the spot.

/** The largest module that a page's main thread may compile synchronously (a limit of Chromium). */
export const synchronousLimit = 8 << 20;

interface Entry {
  readonly length: number;
  module?: WebAssembly.Module;
}

export class CompiledModules {
  readonly #entries = new Map<string, Entry>(); // by path

  /** Compiles a module that is about to be written to `path`. */
  async prepare(path: string, bytes: Uint8Array): Promise<void> {
    const entry: Entry = { length: bytes.length };
    this.#entries.set(path, entry);
    entry.module = await WebAssembly.compile(bytes as BufferSource);
  }

  /** The compiled module of the bytes at `path`; kept only until it is asked for. */
  get(path: string, bytes: Uint8Array): WebAssembly.Module {
    const entry = this.#entries.get(path);
    this.#entries.delete(path);
    if (entry?.module !== undefined && entry.length === bytes.length) return entry.module;
    try {
      return new WebAssembly.Module(bytes as BufferSource);
    } catch (error) {
      throw new Error(`${path} cannot be loaded: ${(error as Error).message}`);
    }
  }
}
