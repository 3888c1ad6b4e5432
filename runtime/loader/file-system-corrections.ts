// Emscripten's file system where it is not what POSIX says, as Python's programs find out. Its own functions and its
// system calls all go through the object FS, so the corrections are made there.

import type { FileSystem } from "./public-types.ts";

const longestName = 255; // bytes
const mostLinks = 40;
const create = 0o100;
const exclusive = 0o200;

interface Node {
  mode: number;
  parent: Node;
  node_ops: { readlink?(node: Node): string };
}

export function correctFileSystem(fs: FileSystem, errno: Record<string, number>): void {
  const error = (code: string): Error => new fs.ErrnoError(errno[code]);
  const { rename, mayCreate, open } = fs;

  const nodeAt = (path: string): Node | undefined => {
    try {
      return fs.lookupPath(path).node;
    } catch {
      return undefined;
    }
  };

  const folderOf = (path: string): Node => {
    const folder: Node = fs.lookupPath(path, { parent: true }).node;
    if (!fs.isDir(folder.mode)) throw error("ENOTDIR");
    return folder;
  };

  // It compares texts to see whether a folder would go into itself, which links deceive; and it keeps the node of a file
  // over which another was moved, and finds it again when that one is removed.
  fs.rename = (from: string, to: string): void => {
    folderOf(from);
    let above = folderOf(to);
    const moved = nodeAt(from);
    const covered = nodeAt(to);
    for (; above !== moved && above.parent !== above; above = above.parent);
    if (above === moved) throw error("EINVAL");
    rename(from, to);
    if (covered !== undefined && covered !== moved) fs.destroyNode(covered);
  };

  // It makes the target of a link absolute.
  fs.readlink = (path: string): string => {
    const { node } = fs.lookupPath(path) as { node: Node };
    if (node.node_ops.readlink === undefined) throw error("EINVAL");
    return node.node_ops.readlink(node);
  };

  fs.mayCreate = (folder: Node, name: string): number => {
    if (!fs.isDir(folder.mode)) return errno["ENOTDIR"]!;
    if (new TextEncoder().encode(name).length > longestName) return errno["ENAMETOOLONG"]!;
    return mayCreate(folder, name);
  };

  /** Where a file would be made: links that lead to nothing are followed. */
  const placeOf = (path: string): string => {
    for (let links = 0; links < mostLinks; links++) {
      const node = nodeAt(path);
      if (node === undefined || !fs.isLink(node.mode)) return path;
      const target = fs.readlink(path);
      path = target.startsWith("/") ? target : `${path.slice(0, path.lastIndexOf("/") + 1)}${target}`;
    }
    throw error("ELOOP");
  };

  const exists = (path: string): boolean => {
    try {
      return fs.lookupPath(path, { follow: true }).node !== undefined;
    } catch (failure) {
      if ((failure as { errno?: number }).errno !== errno["ENOENT"]) throw failure;
      return false;
    }
  };

  // It takes any failure to find a file for its absence, does not make a file through a link, and a slash at the end of
  // a file's name for nothing.
  fs.open = (path: unknown, flags: unknown, mode: unknown): unknown => {
    if (typeof path !== "string" || typeof flags !== "number" || path === "") return open(path, flags, mode);
    const isThere = exists(path);
    if (path.endsWith("/")) {
      if (!isThere && (flags & create) !== 0) throw error("EISDIR");
      if (isThere && !fs.isDir(fs.stat(path).mode)) throw error("ENOTDIR");
    }
    if (isThere || (flags & create) === 0) return open(path, flags, mode);
    const place = placeOf(path);
    if (place !== path && (flags & exclusive) !== 0) throw error("EEXIST");
    return open(place, flags, mode);
  };
}
