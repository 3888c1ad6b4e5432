// unpackArchive: zip archives and wheels by our own reader, the rest by Python's shutil.

import type { BridgeInterface } from "../bridge/types.ts";
import { stageArchive, writeFiles } from "./install-wheel.ts";
import type { FileSystem, TypedArray } from "./public-types.ts";

type Bytes = TypedArray | ArrayBuffer | DataView;

/** Other names of shutil's formats, which are names of file endings mostly. */
const formats: Record<string, string> = {
  tgz: "gztar",
  "tar.gz": "gztar",
  "tar.bz2": "bztar",
  "tar.xz": "xztar",
  "tar.zst": "zstdtar",
  whl: "zip",
  wheel: "zip",
};

export function archiveUnpacker(fs: FileSystem, bridge: BridgeInterface) {
  return (buffer: Bytes, format: string, { extractDir = fs.cwd() as string } = {}): void => {
    const bytes = toBytes(buffer);
    const known = formats[format.replace(/^\./, "")] ?? format;
    if (known === "zip") writeFiles(fs, stageArchive(bytes, archivePaths(fs, extractDir), []));
    else withFile(fs, bytes, (path) => unpackByPython(bridge, path, extractDir, known));
    invalidateImports(bridge);
  };
}

/** Everything of the archive goes below one folder. */
function archivePaths(fs: FileSystem, folder: string) {
  const site = folder.startsWith("/") ? folder.replace(/\/$/, "") : `${fs.cwd()}/${folder}`;
  return { site, scripts: `${site}/bin`, data: site };
}

function toBytes(buffer: Bytes): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  throw new TypeError("unpackArchive expects an ArrayBuffer or a typed array");
}

function withFile(fs: FileSystem, bytes: Uint8Array, use: (path: string) => void): void {
  const path = `/tmp/unpack-archive-${Math.random().toString(36).slice(2)}`;
  fs.writeFile(path, bytes);
  try {
    use(path);
  } finally {
    fs.unlink(path);
  }
}

function unpackByPython(bridge: BridgeInterface, path: string, folder: string, format: string): void {
  const shutil = bridge.importModule("shutil");
  try {
    shutil["unpack_archive"](path, folder, format);
  } finally {
    shutil["destroy"]();
  }
}

/** Makes Python look again into the folders of sys.path. */
export function invalidateImports(bridge: BridgeInterface): void {
  const importlib = bridge.importModule("importlib");
  importlib["invalidate_caches"]();
  importlib["destroy"]();
}
