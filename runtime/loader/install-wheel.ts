// Puts the files of a package into the file system: first everything is unpacked in memory, then written, and
// taken back if writing fails half-way.

import type { FileSystem } from "./public-types.ts";
import { readZip } from "./zip.ts";

export interface StagedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where the parts of a wheel go. */
export interface InstallPaths {
  readonly site: string;
  readonly scripts: string;
  readonly data: string;
}

/** Unpacks an archive into a list of files. `extra` are texts to add to the package's dist-info folder. */
export function stageArchive(
  bytes: Uint8Array,
  paths: InstallPaths,
  extra: Iterable<readonly [name: string, text: string]>,
): StagedFile[] {
  const entries = readZip(bytes);
  const files = entries.map((entry) => ({ path: targetPath(entry.name, paths), bytes: entry.read() }));
  const distInfo = entries.map(({ name }) => /^[^/]+\.dist-info(?=\/)/.exec(name)?.[0]).find(Boolean);
  if (distInfo === undefined) return files;
  const encoder = new TextEncoder();
  const added = Array.from(extra, ([name, text]) => ({
    path: `${paths.site}/${distInfo}/${name}`,
    bytes: encoder.encode(text),
  }));
  return [...files.filter(({ path }) => !added.some((each) => each.path === path)), ...added];
}

/** Files below NAME.data/ go where their folder says; all others below `site`. */
function targetPath(name: string, paths: InstallPaths): string {
  if (name.startsWith("/") || name.split("/").includes("..") || name.includes("\\")) {
    throw new Error(`it holds a file with a forbidden path (${name})`);
  }
  const match = /^[^/]+\.data\/(purelib|platlib|scripts|data|headers)\/(.*)$/.exec(name);
  if (match === null) return `${paths.site}/${name}`;
  const [, kind, rest] = match as unknown as [string, string, string];
  const folder = kind === "scripts" ? paths.scripts : kind === "data" ? paths.data : paths.site;
  return kind === "headers" ? `${paths.data}/include/${rest}` : `${folder}/${rest}`;
}

/** Writes all files or none. Files that were there are replaced. */
export function writeFiles(fs: FileSystem, files: readonly StagedFile[]): void {
  const undo: (() => void)[] = [];
  const folders = new Set<string>();
  try {
    for (const { path, bytes } of files) {
      makeFolder(fs, path.slice(0, path.lastIndexOf("/")), folders, undo);
      undo.push(restorer(fs, path));
      fs.writeFile(path, bytes, { canOwn: true });
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
}

function restorer(fs: FileSystem, path: string): () => void {
  if (!fs.analyzePath(path).exists) return () => fs.analyzePath(path).exists && fs.unlink(path);
  const before = fs.readFile(path);
  return () => fs.writeFile(path, before);
}

function makeFolder(fs: FileSystem, path: string, known: Set<string>, undo: (() => void)[]): void {
  if (path === "" || known.has(path)) return;
  known.add(path);
  if (fs.analyzePath(path).exists) return;
  makeFolder(fs, path.slice(0, path.lastIndexOf("/")), known, undo);
  fs.mkdir(path);
  undo.push(() => fs.rmdir(path));
}
