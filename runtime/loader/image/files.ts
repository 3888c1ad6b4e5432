// Files in an image: all that lies in the memory file system, but for devices and the standard library, which each
// distribution has. What is mounted from elsewhere, and open files, cannot travel.

import type { FileSystem } from "../public-types.ts";
import { stdlibPath } from "../version.ts";

/** A folder has no size; a link has a target. The content of files lies in the body, in this order. */
export interface FileEntry {
  path: string;
  mode: number;
  time: number;
  size?: number;
  target?: string;
}

/** A node of Emscripten's MEMFS. */
interface Node {
  name: string;
  mode: number;
  timestamp: number;
  link?: string;
  /** Of a folder: its nodes by name. Of a file: bytes, of which the first `usedBytes` count. */
  contents: Record<string, Node> | Uint8Array | null;
  usedBytes: number;
  mounted: unknown;
  node_ops: { mknod(parent: Node, name: string, mode: number, device: number): Node };
}

export interface SavedFiles {
  entries: FileEntry[];
  bytes: number;
  copyTo(room: Uint8Array): void;
}

const folderMode = 0o040000;
const linkMode = 0o120000;
const kindOf = (mode: number): number => mode & 0o170000;
const isSystem = (path: string): boolean => /^\/(dev|proc)$/.test(path);

export function saveFiles(fs: FileSystem): SavedFiles {
  refuseOpenFiles(fs);
  const entries: FileEntry[] = [];
  const files: Node[] = [];
  const visit = (folder: Node, path: string): void => {
    for (const node of Object.values(folder.contents as Record<string, Node>)) {
      const here = `${path}/${node.name}`;
      if (isSystem(here) || here === stdlibPath) continue;
      if (node.mounted) throw new Error(`makeMemorySnapshot: ${here} is a mounted folder; unmount it first`);
      const entry: FileEntry = { path: here, mode: node.mode, time: Number(node.timestamp) };
      entries.push(entry);
      if (fs.isDir(node.mode)) visit(node, here);
      else if (fs.isLink(node.mode)) entry.target = node.link!;
      else if (fs.isFile(node.mode)) {
        entry.size = node.usedBytes;
        files.push(node);
      } else
        throw new Error(
          `makeMemorySnapshot: ${here} is a device, which cannot be in an image; remove it first`,
        );
    }
  };
  visit(fs.root, "");
  return {
    entries,
    bytes: files.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
    copyTo(room) {
      let at = 0;
      for (const { contents, usedBytes } of files) {
        if (usedBytes > 0) room.set((contents as Uint8Array).subarray(0, usedBytes), at);
        at += usedBytes;
      }
    },
  };
}

function refuseOpenFiles(fs: FileSystem): void {
  const open = (fs.streams as ({ path: string } | null)[]).slice(3).filter((stream) => stream != null);
  if (open.length === 0) return;
  const paths = open.map((stream) => stream!.path).join(", ");
  throw new Error(`makeMemorySnapshot: files are open (${paths}); close them first`);
}

/** Makes the files of an image. `bytes` belong to the file system from now on. */
export function restoreFiles(fs: FileSystem, entries: readonly FileEntry[], bytes: Uint8Array): void {
  const folders = new Map<string, Node>([["", fs.root]]);
  let at = 0;
  const nodes: Node[] = [];
  for (const { path, mode, size, target } of entries) {
    const cut = path.lastIndexOf("/");
    const parent = folders.get(path.slice(0, cut))!;
    const name = path.slice(cut + 1);
    const before = (parent.contents as Record<string, Node>)[name];
    const node =
      before !== undefined && kindOf(before.mode) === kindOf(mode) ? before : make(parent, name, mode);
    if (kindOf(mode) === folderMode) folders.set(path, node);
    else if (kindOf(mode) === linkMode) node.link = target!;
    else {
      node.contents = size === 0 ? null : bytes.subarray(at, at + size!);
      node.usedBytes = size!;
      at += size!;
    }
    node.mode = mode;
    nodes.push(node);
  }
  // Afterwards: a folder's time changes with each file that is made in it.
  entries.forEach(({ time }, i) => (nodes[i]!.timestamp = time));
}

function make(parent: Node, name: string, mode: number): Node {
  return parent.node_ops.mknod(parent, name, mode, 0);
}
