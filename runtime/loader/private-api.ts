// Names that are not part of the documented API and that programs in use touch nevertheless. Each says who.

import type { BridgeInterface, PyProxy } from "../bridge/types.ts";
import type { Runtime } from "./api.ts";
import { toUrl } from "./config.ts";
import { fetchBytes } from "./fetch.ts";
import { runMain } from "./main-module.ts";
import type { PyodideAPI } from "./public-types.ts";
import { apiVersion } from "./version.ts";

export interface PrivateApi {
  [name: string]: unknown;
}

export function makePrivateApi(runtime: Runtime, api: PyodideAPI): PrivateApi {
  const { config, main, bridge, packages } = runtime;
  const { lock } = packages;
  return {
    // micropip: installs a wheel whose bytes it has; reads files by path; knows the packages of the lock file.
    install: (bytes: Uint8Array, fileName: string, folder: string, metadata?: MetadataArgument) =>
      packages.installBytes(bytes, fileName, folder, metadataMap(metadata)),
    loadBinaryFile: (path: string) => fetchBytes(toUrl(path, config.baseUrl), "the file"),
    lockfile_packages: lock.contents.packages,
    lockfile_info: lock.contents.info,
    lockfile: lock.contents,
    // pytest-pyodide, and clients that report what they run on.
    version: apiVersion,
    abiVersion: lock.contents.info.abi_version,
    config: { ...config.options, indexURL: config.indexUrl.href, packageBaseUrl: config.packageBaseUrl.href },
    public_api: api,
    packageManager: { installBaseUrl: config.packageBaseUrl.href, cdnURL: config.packageBaseUrl.href },
    saveState: () => withState(bridge, (module) => module["save_state"]()),
    restoreState: (state: unknown) => withState(bridge, (module) => module["restore_state"](state)),
    loadDynlib: async (path: string) => void main.loader.load(path),
    // _pyodide's note on a failed import: which package brings the module.
    packageOfImport: (module: string) => lock.packageOfImport(module),
    _import_name_to_package_name: lock.importTable,
    // Ours: the command line's way in; Python runs what its arguments say and ends.
    runMain: () => runMain(main),
    // Ours: what dynamic loading placed, for tests and memory images.
    placedModules: () => main.loader.placed,
    // Ours: PyProxies that are not destroyed and JavaScript values that Python keeps, beyond those of a fresh runtime;
    // for tests that look for leaks. keptValues says which they are and who holds them.
    liveCounts: () => runtime.bridge.liveCounts(),
    keptValues: () => runtime.bridge.keptValues(),
    // Ours: what _pyodide's input() waits for.
    takeInputPromise: () => runtime.streams.takeInputPromise(),
    // JupyterLite sets it; the bridge calls it when WebAssembly itself failed.
    on_fatal: undefined,
  };
}

function withState(bridge: BridgeInterface, use: (module: PyProxy) => unknown): unknown {
  const module = bridge.importModule("_pyodide._state");
  try {
    return use(module);
  } finally {
    module["destroy"]();
  }
}

type MetadataArgument =
  ReadonlyMap<string, string> | { toJs(): ReadonlyMap<string, string> | object } | undefined;

// micropip passes a Python dict.
function metadataMap(metadata: MetadataArgument): ReadonlyMap<string, string> {
  const plain = metadata !== undefined && "toJs" in metadata ? metadata.toJs() : metadata;
  if (plain === undefined) return new Map();
  return plain instanceof Map ? plain : new Map(Object.entries(plain));
}
