// Files of packages that are unpacked when Python first reads them: most files of a package never are.

import type { FileSystem } from "./public-types.ts";

const nothing = new Uint8Array(0);

/** Makes a file of `size` bytes whose content `read` will give. */
export function writeLazily(fs: FileSystem, path: string, size: number, read: () => Uint8Array): void {
  fs.writeFile(path, nothing);
  const { node } = fs.lookupPath(path, { follow: true });
  if (node.mount.type !== fs.filesystems.MEMFS) return fs.writeFile(path, read());
  const settle = (value: Uint8Array) =>
    Object.defineProperty(node, "contents", { value, writable: true, configurable: true, enumerable: true });
  // MEMFS keeps the length apart from the content, and asks for the content only to read, write or map it.
  Object.defineProperty(node, "contents", {
    configurable: true,
    enumerable: true,
    set: settle,
    get() {
      const bytes = read();
      settle(bytes);
      return bytes;
    },
  });
  node.usedBytes = size;
}
