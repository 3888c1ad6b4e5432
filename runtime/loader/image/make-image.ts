// makeMemorySnapshot: this interpreter as bytes from which another one can go on.

import type { Runtime } from "../api.ts";
import type { ImageOptions } from "../../bridge/types.ts";
import { stdlibPath } from "../version.ts";
import { buildNames } from "./build-names.ts";
import { saveFiles } from "./files.ts";
import { writeImage } from "./format.ts";
import { bytesOfRuns, copyPagesOut, pageSize, usedPages } from "./pages.ts";

export function makeImage({ main, bridge, packages }: Runtime, options: ImageOptions = {}): Uint8Array {
  const { FS } = main.glue;
  const build = buildNames(main.module, FS.readFile(stdlibPath));
  const files = saveFiles(FS);
  const bridgeState = bridge.saveImage(options);
  const libraries = main.loader.save();
  // From here on no Python runs.
  const memory = main.memory.buffer;
  const pageRuns = usedPages(memory);
  return writeImage(
    {
      build,
      memoryPages: memory.byteLength / pageSize,
      pageRuns,
      pageBytes: bytesOfRuns(pageRuns),
      files: files.entries,
      fileBytes: files.bytes,
      folder: FS.cwd(),
      libraries,
      bridge: bridgeState,
      loadedPackages: packages.loadedPackages,
    },
    (room) => copyPagesOut(memory, pageRuns, room),
    (room) => files.copyTo(room),
  );
}
