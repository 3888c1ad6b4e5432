// As much of Emscripten's file system as installing packages needs, for unit tests.

export class MemoryFiles {
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>();
  /** The write after so many fails. */
  failAfter = Infinity;

  analyzePath(path: string): { exists: boolean } {
    return { exists: this.#files.has(path) || this.#folders.has(path) };
  }

  mkdir(path: string): void {
    this.#folders.add(path);
  }

  rmdir(path: string): void {
    for (const other of [...this.#files.keys(), ...this.#folders]) {
      if (other.startsWith(`${path}/`)) throw new Error(`${path} is not empty`);
    }
    this.#folders.delete(path);
  }

  unlink(path: string): void {
    this.#files.delete(path);
  }

  readFile(path: string): Uint8Array {
    return this.#files.get(path)!;
  }

  writeFile(path: string, bytes: Uint8Array): void {
    if (!this.#folders.has(path.slice(0, path.lastIndexOf("/")))) throw new Error(`no folder for ${path}`);
    if (--this.failAfter < 0) throw new Error("no space left on device");
    this.#files.set(path, bytes);
  }

  // The file system proper puts contents in place lazily; here they are written at once.
  readonly filesystems = { MEMFS: {} };

  lookupPath(): object {
    return { node: { mount: { type: "other" } } };
  }

  text(path: string): string {
    return new TextDecoder().decode(this.#files.get(path));
  }

  paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  folders(): string[] {
    return [...this.#folders].sort();
  }
}
