// Options of loadPyodide with their defaults applied: every address absolute.

import { inNode, inPage, nodeModule } from "./environment.ts";
import type { Lockfile, PyodideConfig } from "./public-types.ts";

export interface Config {
  readonly options: PyodideConfig;
  /** What relative addresses that a program gives count from. */
  readonly baseUrl: URL;
  readonly indexUrl: URL;
  readonly lockUrl: URL;
  readonly lockContents: Lockfile | string | Promise<Lockfile | string> | undefined;
  readonly packageBaseUrl: URL;
  readonly packageCacheDir: string | undefined;
  readonly stdlibUrl: URL;
  readonly env: Record<string, string>;
  readonly args: readonly string[];
  readonly packages: readonly string[];
  readonly jsglobals: object;
}

export const homeFolder = "/home/pyodide";

/** `scriptUrl` is where the loader itself came from. */
export async function resolveConfig(options: PyodideConfig, scriptUrl: string): Promise<Config> {
  refuseImpossible(options);
  const base = await workingUrl();
  const folder = (value: string) => toUrl(value.endsWith("/") ? value : `${value}/`, base);
  const indexUrl = options.indexURL ? folder(options.indexURL) : new URL(".", scriptUrl);
  const lockUrl = options.lockFileURL
    ? toUrl(options.lockFileURL, base)
    : new URL("pyodide-lock.json", indexUrl);
  return {
    options,
    baseUrl: base,
    indexUrl,
    lockUrl,
    lockContents: options.lockFileContents,
    packageBaseUrl: packageBase(options, indexUrl, lockUrl, folder),
    packageCacheDir: options.packageCacheDir,
    stdlibUrl: options.stdLibURL ? toUrl(options.stdLibURL, base) : new URL("python_stdlib.zip", indexUrl),
    env: { HOME: homeFolder, ...options.env },
    args: options.args ?? [],
    packages: options.packages ?? [],
    jsglobals: options.jsglobals ?? globalThis,
  };
}

// Packages lie beside the lock file that lists them.
function packageBase(options: PyodideConfig, index: URL, lock: URL, folder: (value: string) => URL): URL {
  if (options.packageBaseUrl) return folder(options.packageBaseUrl);
  return options.lockFileURL ? new URL(".", lock) : index;
}

function refuseImpossible(options: PyodideConfig): void {
  if (options.lockFileContents !== undefined && options.lockFileURL !== undefined) {
    throw new Error("loadPyodide takes lockFileURL or lockFileContents, not both");
  }
  if (options._loadSnapshot !== undefined && options.args !== undefined) {
    throw new Error(
      "loadPyodide: args are for Python's start, which is over in a memory image; leave args out",
    );
  }
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (typeof value !== "string") throw new Error(`loadPyodide: env.${name} must be a string`);
  }
}

/** What relative addresses count from: the page, the working folder of Node. */
async function workingUrl(): Promise<URL> {
  if (inNode) {
    const { pathToFileURL } = await nodeModule("node:url");
    return new URL(`${pathToFileURL(process.cwd())}/`);
  }
  return new URL(inPage ? document.baseURI : globalThis.location.href);
}

/** An address or, under Node, a path. */
export function toUrl(value: string, base: URL): URL {
  try {
    if (base.protocol === "file:" && !/^[a-z][a-z0-9+.-]+:/i.test(value)) {
      return new URL(encodePath(value), base);
    }
    return new URL(value, base);
  } catch (error) {
    throw new Error(`"${value}" is not an address that can be resolved from ${base}`, { cause: error });
  }
}

function encodePath(path: string): string {
  return path.replace(/[%?#\\]/g, (character) => encodeURIComponent(character));
}
