// A fresh main module becomes the interpreter of an image: files, side modules in their old places, then memory over all
// that constructors wrote, then the bridge. Python's start does not run.

import type { Bridge } from "../../bridge/index.ts";
import type { CompiledMain } from "../compile-main.ts";
import type { RunningMain } from "../main-module.ts";
import type { FileSystem } from "../public-types.ts";
import { buildNames } from "./build-names.ts";
import { restoreFiles } from "./files.ts";
import { readImage, type Image } from "./format.ts";
import { copyPagesIn, pageSize } from "./pages.ts";

/** Verifies the image, before anything starts. */
export function openImage(given: unknown, { module }: CompiledMain, stdlib: Uint8Array): Image {
  return readImage(given, buildNames(module, stdlib));
}

export function restoreFolders(fs: FileSystem, { header, files }: Image): void {
  restoreFiles(fs, header.files, files.slice()); // a copy: files are written in place, and the image may be used again
  fs.chdir(header.folder);
}

export async function restoreMemory(main: RunningMain, bridge: Bridge, image: Image): Promise<void> {
  const { libraries, memoryPages, pageRuns, bridge: state } = image.header;
  const { loader, memory, modules } = main;
  const read = (path: string) => loader.files.read(path)!;
  await Promise.all(libraries.modules.map(({ path }) => modules.prepare(path, read(path))));
  if (memory.buffer.byteLength < memoryPages * pageSize) main.growMemory(memoryPages * pageSize);
  loader.restore(libraries);
  copyPagesIn(memory.buffer, pageRuns, image.pages);
  loader.restored(libraries);
  new Uint8Array(memory.buffer)[main.exports.Py_EMSCRIPTEN_SIGNAL_HANDLING.value as number] = 0;
  bridge.restoreImage(state);
}
