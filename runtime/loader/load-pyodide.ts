// loadPyodide: downloads in parallel, starts the main module, the interpreter and the bridge, installs packages.

import { Bridge, type BridgeState } from "../bridge/index.ts";
import { invalidateImports } from "./archive.ts";
import { makeApi, type Runtime } from "./api.ts";
import { compileMain } from "./compile-main.ts";
import { resolveConfig, type Config } from "./config.ts";
import { synchronousLimit } from "./dynlib/compiled-modules.ts";
import { defaultStreams } from "./default-streams.ts";
import { inPage } from "./environment.ts";
import { fetchBytes } from "./fetch.ts";
import { correctFileSystem } from "./file-system-corrections.ts";
import { hostFolderMounter, prepareFileSystem } from "./filesystem.ts";
import { loadLock } from "./lock.ts";
import { openImage, restoreFolders, restoreMemory } from "./image/restore-image.ts";
import type { StagedFile } from "./install-wheel.ts";
import { importFactory, startMainModule, startPython, type RunningMain } from "./main-module.ts";
import { moduleNames } from "./module-names.ts";
import { PackageManager, sitePackages } from "./packages.ts";
import { makePrivateApi, type PrivateApi } from "./private-api.ts";
import type { PyodideAPI, PyodideConfig } from "./public-types.ts";
import { Streams } from "./streams.ts";
import { isWholeZip } from "./zip.ts";

/** Starts a Python interpreter. See PyodideConfig for the options. */
export async function loadPyodide(options: PyodideConfig = {}): Promise<PyodideAPI> {
  const config = await resolveConfig(options, import.meta.url);
  const [factory, compiled, stdlib, lock, streamEnds] = await Promise.all([
    importFactory(config),
    compileMain(new URL("pyodide.asm.wasm", config.indexUrl)),
    fetchStandardLibrary(config.stdlibUrl),
    loadLock(config),
    defaultStreams(),
  ]);
  const image = options._loadSnapshot && openImage(await options._loadSnapshot, compiled, stdlib);
  const fatal: { handler?: (error: unknown) => void } = {};
  const bridge = new Bridge({ jsGlobals: config.jsglobals, onFatal: (error) => fatal.handler?.(error) });
  const main = await startMainModule(factory, compiled, config, bridge);
  const { FS, ERRNO_CODES } = main.glue;
  correctFileSystem(FS, ERRNO_CODES);
  const streams = new Streams(FS, ERRNO_CODES, streamEnds);
  connectStreams(streams, config);
  prepareFileSystem(FS, config, stdlib);
  if (image) restoreFolders(FS, image);
  await config.options.fsInit?.(FS, { sitePackages });
  if (image) {
    await restoreMemory(main, bridge, image);
  } else {
    startPython(main, config);
    bridge.start();
  }
  const packages = new PackageManager(config, lock, {
    fs: FS,
    invalidateImports: () => invalidateImports(bridge),
    prepareModule: (file) => prepareModule(main, file),
  });
  Object.assign(packages.loadedPackages, image?.header.loadedPackages);
  const mountHostFolder = await hostFolderMounter(FS);
  const { api, privateApi } = publish(
    { config, main, bridge, packages, streams, mountHostFolder },
    image?.header.bridge,
  );
  fatal.handler = (error) => (privateApi["on_fatal"] as ((error: unknown) => void) | undefined)?.(error);
  if (config.packages.length > 0) await api.loadPackage([...config.packages]);
  return api;
}

// A page's main thread may not compile large modules at once when they are imported.
async function prepareModule({ modules }: RunningMain, { path, size, read }: StagedFile): Promise<void> {
  if (inPage && size > synchronousLimit / 2) await modules.prepare(path, read());
}

async function fetchStandardLibrary(url: URL): Promise<Uint8Array> {
  const bytes = await fetchBytes(url, "the standard library");
  if (isWholeZip(bytes)) return bytes;
  throw new Error(
    `the standard library at ${url} is damaged or cut off; clear the browser's cache or write the distribution ` +
      "again with `kelp dist`",
  );
}

function publish(runtime: Runtime, imageState?: BridgeState): { api: PyodideAPI; privateApi: PrivateApi } {
  const api = makeApi(runtime);
  const privateApi = makePrivateApi(runtime, api);
  const { config, main, bridge } = runtime;
  Object.assign(main.glue, moduleNames(main, bridge));
  Object.assign(api, { _module: main.glue, _api: privateApi });
  if (imageState === undefined) bridge.setApi(api);
  else
    bridge.resumeImage(api, imageState, {
      env: config.options.env ?? {},
      deserializer: config.options._snapshotDeserializer,
    });
  return { api, privateApi };
}

function connectStreams(streams: Streams, { options }: Config): void {
  if (options.stdin) streams.setStdin({ stdin: options.stdin });
  if (options.stdout) streams.setStdout({ batched: options.stdout });
  if (options.stderr) streams.setStderr({ batched: options.stderr });
}
