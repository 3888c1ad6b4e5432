// The bytes of a memory image: a fixed start, a header of JSON, then two bodies, memory pages and the content of files.
//
//   0  "kelp-img"   8  checksum of what follows it (16 bytes)   24  version   28  length of the header   32  length of all
//   40  header …
//
// Bodies begin at multiples of 8 bytes.

import type { BridgeState } from "../../bridge/index.ts";
import type { SavedLibraries } from "../dynlib/dlopen.ts";
import type { FileEntry } from "./files.ts";
import { checksum } from "./checksum.ts";

const magic = "kelp-img";
const version = 1;
const sumAt = 8;
const wordsAt = 24;
const headerAt = 40;

/** What the runtime that made the image was built from: another build's memory means nothing to this one. */
export interface BuildNames {
  main: string;
  stdlib: string;
}

export interface Header {
  build: BuildNames;
  memoryPages: number;
  /** Runs of pages that are not all zero, in the order of their content. */
  pageRuns: [first: number, count: number][];
  pageBytes: number;
  files: FileEntry[];
  fileBytes: number;
  folder: string;
  libraries: SavedLibraries;
  bridge: BridgeState;
  loadedPackages: Record<string, string>;
}

export interface Image {
  readonly header: Header;
  readonly pages: Uint8Array;
  readonly files: Uint8Array;
}

/** The image, with room that `fillPages` and `fillFiles` fill. */
export function writeImage(
  header: Header,
  fillPages: (room: Uint8Array) => void,
  fillFiles: (room: Uint8Array) => void,
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const [pagesAt, filesAt, end] = layout(text.length, header);
  const bytes = new Uint8Array(end);
  bytes.set(new TextEncoder().encode(magic));
  new Uint32Array(bytes.buffer, wordsAt, 3).set([version, text.length, end]);
  bytes.set(text, headerAt);
  fillPages(bytes.subarray(pagesAt, pagesAt + header.pageBytes));
  fillFiles(bytes.subarray(filesAt, filesAt + header.fileBytes));
  new Uint32Array(bytes.buffer, sumAt, 4).set(checksum(bytes.subarray(wordsAt)));
  return bytes;
}

/** Reads and verifies an image that `build` can use. Throws one sentence if it cannot be used. */
export function readImage(given: unknown, build: BuildNames): Image {
  const bytes = alignedBytes(given);
  if (bytes.length < headerAt || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic)
    throw refused("it is not a memory image");
  const [found, textLength, length] = new Uint32Array(
    bytes.buffer,
    bytes.byteOffset + wordsAt,
    3,
  ) as unknown as number[];
  if (found !== version) throw refused(`it is of format ${found} and this runtime reads format ${version}`);
  if (bytes.length !== length) throw refused(`it has ${bytes.length} bytes and should have ${length}`);
  const sums = new Uint32Array(bytes.buffer, bytes.byteOffset + sumAt, 4);
  if (checksum(bytes.subarray(wordsAt)).some((sum, i) => sum !== sums[i]))
    throw refused("its content is damaged");
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(headerAt, headerAt + textLength!)),
  ) as Header;
  if (header.build.main !== build.main || header.build.stdlib !== build.stdlib)
    throw refused("it was made by another build of the runtime");
  const [pagesAt, filesAt] = layout(textLength!, header);
  return {
    header,
    pages: bytes.subarray(pagesAt, pagesAt + header.pageBytes),
    files: bytes.subarray(filesAt, filesAt + header.fileBytes),
  };
}

function layout(textLength: number, { pageBytes, fileBytes }: Header): [number, number, number] {
  const pagesAt = aligned(headerAt + textLength);
  const filesAt = pagesAt + aligned(pageBytes);
  return [pagesAt, filesAt, filesAt + aligned(fileBytes)];
}

const aligned = (size: number): number => Math.ceil(size / 8) * 8;

function alignedBytes(given: unknown): Uint8Array {
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  if (!ArrayBuffer.isView(given))
    throw new TypeError("loadPyodide: _loadSnapshot must be the bytes that makeMemorySnapshot gave");
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

function refused(why: string): Error {
  return new Error(
    `loadPyodide cannot start from this memory image: ${why}; make it anew with makeMemorySnapshot`,
  );
}
