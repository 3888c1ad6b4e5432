// Puts the files of a package into the file system: first the whole archive is looked through, then its files
// are made, and taken back if that fails half-way.

import { writeLazily } from "./lazy-file.ts";
import type { FileSystem } from "./public-types.ts";
import { readZip } from "./zip.ts";

export interface StagedFile {
  readonly path: string;
  readonly size: number;
  /** The content. */
  read(): Uint8Array;
}

/** Whether the archive's bytes are known to be whole; if not, all is unpacked at once, to find out. */
export type Trust = "verified" | "unknown";

/** Where the parts of a wheel go. */
export interface InstallPaths {
  readonly site: string;
  readonly scripts: string;
  readonly data: string;
}

/** The files of an archive and where they go. `extra` are texts to add to the package's dist-info folder. */
export function stageArchive(
  bytes: Uint8Array,
  paths: InstallPaths,
  extra: Iterable<readonly [name: string, text: string]>,
  trust: Trust = "unknown",
): StagedFile[] {
  const entries = readZip(bytes);
  const files = entries.map((entry) => {
    const path = targetPath(entry.name, paths);
    return trust === "verified" ? { path, size: entry.size, read: entry.read } : whole(path, entry.read());
  });
  const distInfo = entries.map(({ name }) => /^[^/]+\.dist-info(?=\/)/.exec(name)?.[0]).find(Boolean);
  if (distInfo === undefined) return files;
  const encoder = new TextEncoder();
  const added = Array.from(extra, ([name, text]) =>
    whole(`${paths.site}/${distInfo}/${name}`, encoder.encode(text)),
  );
  return [...files.filter(({ path }) => !added.some((each) => each.path === path)), ...added];
}

function whole(path: string, bytes: Uint8Array): StagedFile {
  return { path, size: bytes.length, read: () => bytes };
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
    for (const { path, size, read } of files) {
      makeFolder(fs, path.slice(0, path.lastIndexOf("/")), folders, undo);
      undo.push(restorer(fs, path));
      writeLazily(fs, path, size, read);
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
