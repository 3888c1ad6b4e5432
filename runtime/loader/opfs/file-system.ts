// A Store as a file system type of Emscripten.

import type { FileSystem } from "../public-types.ts";
import { NoRoom } from "./access.ts";
import { blockSize, type Store } from "./store.ts";
import { kinds, type Entry } from "./tree.ts";

interface Node {
  name: string;
  mode: number;
  parent: Node;
  entry: Entry;
  node_ops: object;
  stream_ops: object;
}

interface Stream {
  node: Node;
  position: number;
  shared: { users?: number };
}

interface Attributes {
  mode?: number;
  /** Also given with the others, as the time of the change. */
  timestamp?: number;
  size?: number;
}

const longestName = 255; // bytes
let lastDevice = 100;

/** Linear memory, for mmap: free() takes back what `allocate` gives. */
export interface LinearMemory {
  allocate(size: number): number;
  bytes(): Uint8Array;
}

export function folderType(
  fs: FileSystem,
  errno: Record<string, number>,
  store: Store,
  memory: LinearMemory,
): object {
  const device = ++lastDevice;
  const fail = (code: string): never => {
    throw new fs.ErrnoError(errno[code]);
  };

  /** C code can be told of a failure only by its number. */
  const guarded = <Args extends unknown[], T>(action: (...args: Args) => T) => {
    return (...args: Args): T => {
      try {
        return action(...args);
      } catch (error) {
        if (error instanceof NoRoom) return fail("ENOSPC");
        if ((error as Error)?.name !== "ErrnoError" && error instanceof Error) {
          console.error("a folder of the origin's private file system failed:", error);
          return fail("EIO");
        }
        throw error;
      }
    };
  };

  const checkName = (name: string): void => {
    if (new TextEncoder().encode(name).length > longestName) fail("ENAMETOOLONG");
  };

  const nodeOf = (parent: Node | null, name: string, entry: Entry): Node =>
    Object.assign(fs.createNode(parent, name, entry.mode), { entry, node_ops: nodes, stream_ops: streams });

  const isEmpty = (entry: Entry): boolean => (entry.names?.size ?? 0) === 0;

  /** Emscripten keeps nodes by name, also that of a file over which another was moved. */
  const forget = (folder: Node, name: string): void => {
    let known: Node | undefined;
    try {
      known = fs.lookupNode(folder, name);
    } catch {
      return; // there is none
    }
    fs.destroyNode(known);
  };

  const moved = (node: Node, folder: Node, name: string): void => {
    checkName(name);
    const there = store.tree.find(folder.entry, name);
    if (there !== undefined && !isEmpty(there)) fail("ENOTEMPTY");
    if (there !== undefined) forget(folder, name);
    store.move(node.parent.entry, node.name, folder.entry, name);
    node.name = name;
  };

  const nodes = {
    getattr: ({ entry }: Node) => ({
      dev: device,
      ino: entry.id,
      mode: entry.mode,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: 0,
      size: entry.names === undefined ? entry.size : blockSize,
      atime: new Date(entry.modified),
      mtime: new Date(entry.modified),
      ctime: new Date(entry.changed),
      blksize: blockSize,
      blocks: Math.ceil(entry.size / blockSize) * 8,
    }),
    setattr: guarded((node: Node, attributes: Attributes): void => {
      const { mode, size } = attributes;
      if (mode !== undefined) store.setMode(node.entry, mode);
      else if (size !== undefined) store.resize(node.entry, size);
      else if (attributes.timestamp !== undefined)
        store.setModified(node.entry, Number(attributes.timestamp));
      node.mode = node.entry.mode;
    }),
    lookup(parent: Node, name: string): Node {
      const entry = store.tree.find(parent.entry, name);
      return entry === undefined ? fail("ENOENT") : nodeOf(parent, name, entry);
    },
    mknod: guarded((parent: Node, name: string, mode: number): Node => {
      const kind = mode & kinds.mask;
      if (kind !== kinds.file && kind !== kinds.folder) fail("EPERM"); // no devices, sockets, pipes
      checkName(name);
      return nodeOf(parent, name, store.make(parent.entry, name, mode));
    }),
    symlink: guarded((parent: Node, name: string, target: string): Node => {
      checkName(name);
      return nodeOf(parent, name, store.make(parent.entry, name, kinds.link | 0o777, target));
    }),
    readlink: ({ entry }: Node): string => entry.target ?? fail("EINVAL"),
    rename: guarded(moved),
    unlink: guarded((parent: Node, name: string): void => store.remove(parent.entry, name)),
    rmdir: guarded((parent: Node, name: string): void => {
      const entry = store.tree.find(parent.entry, name);
      if (entry !== undefined && !isEmpty(entry)) fail("ENOTEMPTY");
      store.remove(parent.entry, name);
    }),
    readdir: ({ entry }: Node): string[] => [".", "..", ...entry.names!.keys()],
  };

  const part = (buffer: ArrayBufferView, offset: number, length: number): Uint8Array =>
    new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);

  const streams = {
    open({ node, shared }: Stream): void {
      shared.users = 1;
      store.open(node.entry);
    },
    dup: ({ shared }: Stream): void => void shared.users!++,
    close: guarded(({ node, shared }: Stream): void => {
      if (--shared.users! === 0) store.close(node.entry);
    }),
    fsync: guarded(({ node }: Stream): number => {
      store.sync(node.entry);
      return 0;
    }),
    read: guarded(({ node }: Stream, buffer: ArrayBufferView, offset: number, length: number, at: number) =>
      store.read(node.entry, part(buffer, offset, length), at),
    ),
    write: guarded(({ node }: Stream, buffer: ArrayBufferView, offset: number, length: number, at: number) =>
      store.write(node.entry, part(buffer, offset, length), at),
    ),
    llseek({ node, position }: Stream, offset: number, whence: number): number {
      const from = [0, position, node.entry.size][whence] ?? fail("EINVAL");
      return from + offset < 0 ? fail("EINVAL") : from + offset;
    },
    allocate: guarded(({ node }: Stream, offset: number, length: number): void => {
      if (offset + length > node.entry.size) store.resize(node.entry, offset + length);
    }),
    mmap: guarded(({ node }: Stream, length: number, at: number) => {
      const ptr = memory.allocate(length);
      if (ptr === 0) fail("ENOMEM");
      const mapped = memory.bytes().subarray(ptr, ptr + length);
      mapped.fill(0, store.read(node.entry, mapped, at));
      return { ptr, allocated: true };
    }),
    msync: guarded(({ node }: Stream, buffer: ArrayBufferView, at: number, length: number): number => {
      store.write(node.entry, part(buffer, 0, Math.min(length, node.entry.size - at)), at);
      return 0;
    }),
  };

  return {
    mount: () => nodeOf(null, "/", store.root),
    syncfs(_mount: unknown, _populate: boolean, done: (error: unknown) => void): void {
      try {
        store.syncAll();
      } catch (error) {
        return done(error);
      }
      done(null);
    },
  };
}
