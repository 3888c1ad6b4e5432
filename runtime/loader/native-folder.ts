// A folder that the browser gave (File System Access, or the origin's private file system) as a folder of
// Python's file system. The browser's folder can be read and written only asynchronously, so its content is
// copied: into memory when it is mounted, and both ways by syncfs().

import type { FileSystem, NativeFileSystem } from "./public-types.ts";

/** What both sides had at the last synchronisation: path below the mount -> file's times. */
type Known = Map<string, { here: number; there: number }>;

interface NativeFile {
  readonly handle: FileSystemFileHandle;
  readonly modified: number;
}

export function nativeFolderMounter(fs: FileSystem) {
  return async (path: string, handle: FileSystemDirectoryHandle): Promise<NativeFileSystem> => {
    if (handle?.kind !== "directory") {
      throw new TypeError("mountNativeFS expects a FileSystemDirectoryHandle");
    }
    fs.mkdirTree(path);
    if (fs.readdir(path).length > 2) throw new Error(`mountNativeFS: the folder ${path} is not empty`);
    fs.mount(fs.filesystems.MEMFS, {}, path);
    const folder = new NativeFolder(fs, path, handle);
    await folder.syncfs();
    return { syncfs: () => folder.syncfs() };
  };
}

class NativeFolder {
  readonly #known: Known = new Map();

  constructor(
    readonly fs: FileSystem,
    readonly root: string,
    readonly handle: FileSystemDirectoryHandle,
  ) {}

  /** Files changed on one side go to the other; of files changed on both, Python's wins. */
  async syncfs(): Promise<void> {
    const here = filesHere(this.fs, this.root);
    const there = await filesThere(this.handle);
    for (const path of new Set([...here.keys(), ...there.keys(), ...this.#known.keys()])) {
      await this.#syncFile(path, here.get(path), there.get(path));
    }
  }

  async #syncFile(path: string, here: number | undefined, there: NativeFile | undefined): Promise<void> {
    const known = this.#known.get(path);
    const changedHere = here !== known?.here;
    const changedThere = there?.modified !== known?.there;
    if (changedHere) await this.#send(path, here);
    else if (changedThere) await this.#fetch(path, there);
  }

  async #send(path: string, here: number | undefined): Promise<void> {
    if (here === undefined) {
      await removeThere(this.handle, path);
      this.#known.delete(path);
      return;
    }
    const file = await openThere(this.handle, path);
    const writer = await file.createWritable();
    await writer.write(this.fs.readFile(`${this.root}/${path}`));
    await writer.close();
    this.#known.set(path, { here, there: (await file.getFile()).lastModified });
  }

  async #fetch(path: string, there: NativeFile | undefined): Promise<void> {
    const full = `${this.root}/${path}`;
    if (there === undefined) {
      this.fs.unlink(full);
      this.#known.delete(path);
      return;
    }
    const file = await there.handle.getFile();
    this.fs.mkdirTree(full.slice(0, full.lastIndexOf("/")));
    this.fs.writeFile(full, new Uint8Array(await file.arrayBuffer()), { canOwn: true });
    this.#known.set(path, { here: Number(this.fs.stat(full).mtime), there: there.modified });
  }
}

function filesHere(
  fs: FileSystem,
  root: string,
  below = "",
  found = new Map<string, number>(),
): Map<string, number> {
  for (const name of fs.readdir(`${root}/${below}`) as string[]) {
    if (name === "." || name === "..") continue;
    const stat = fs.stat(`${root}/${below}${name}`);
    if (fs.isDir(stat.mode)) filesHere(fs, root, `${below}${name}/`, found);
    else found.set(below + name, Number(stat.mtime));
  }
  return found;
}

async function filesThere(
  folder: FileSystemDirectoryHandle,
  below = "",
  found = new Map<string, NativeFile>(),
): Promise<Map<string, NativeFile>> {
  for await (const handle of (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values()) {
    const path = below + handle.name;
    if (handle.kind === "directory") await filesThere(handle as FileSystemDirectoryHandle, `${path}/`, found);
    else {
      const file = handle as FileSystemFileHandle;
      found.set(path, { handle: file, modified: (await file.getFile()).lastModified });
    }
  }
  return found;
}

async function openThere(folder: FileSystemDirectoryHandle, path: string): Promise<FileSystemFileHandle> {
  const parts = path.split("/");
  const name = parts.pop()!;
  for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
  return folder.getFileHandle(name, { create: true });
}

async function removeThere(folder: FileSystemDirectoryHandle, path: string): Promise<void> {
  const parts = path.split("/");
  const name = parts.pop()!;
  try {
    for (const part of parts) folder = await folder.getDirectoryHandle(part);
    await folder.removeEntry(name);
  } catch (error) {
    if ((error as DOMException).name !== "NotFoundError") throw error; // removed there as well
  }
}
