// Gets the files of packages: from the server, from the disk, from Node's cache folder; checks their hashes.

import type { Config } from "./config.ts";
import { inNode, nodeModule } from "./environment.ts";
import { fetchBytes, isFileUrl, type ByteProgress } from "./fetch.ts";
import { sha256 } from "./integrity.ts";

export interface PackageFile {
  readonly name: string; // of the package
  readonly fileName: string;
  readonly url: URL;
  readonly sha256: string | undefined;
}

export class Downloader {
  constructor(readonly config: Pick<Config, "packageCacheDir">) {}

  /** The bytes of a package's file, verified unless `check` is false. */
  async get(file: PackageFile, check: boolean, onProgress: ByteProgress): Promise<Uint8Array> {
    const cached = await this.#cached(file);
    if (cached !== undefined && (await this.#fits(cached, file))) return cached;
    const bytes = await fetchBytes(file.url, `the package ${file.name}`, onProgress);
    if (check) await this.#verify(bytes, file);
    await this.#keep(file, bytes);
    return bytes;
  }

  async #fits(bytes: Uint8Array, file: PackageFile): Promise<boolean> {
    return file.sha256 === undefined || (await sha256(bytes)) === file.sha256;
  }

  async #verify(bytes: Uint8Array, file: PackageFile): Promise<void> {
    if (file.sha256 === undefined) return;
    const found = await sha256(bytes);
    if (found === file.sha256) return;
    throw new Error(
      `the package ${file.name} from ${file.url} is damaged or not the one that the lock file names ` +
        `(sha256 ${found.slice(0, 12)}… instead of ${file.sha256.slice(0, 12)}…); clear the cache and try again`,
    );
  }

  async #cached(file: PackageFile): Promise<Uint8Array | undefined> {
    const path = await this.#cachePath(file);
    if (path === undefined) return undefined;
    const { promises } = await nodeModule("node:fs");
    try {
      return new Uint8Array(await promises.readFile(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new Error(`cannot read ${path} in the package cache: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  // Written under another name first, so that a stopped program leaves no half file.
  async #keep(file: PackageFile, bytes: Uint8Array): Promise<void> {
    const path = await this.#cachePath(file);
    if (path === undefined || isFileUrl(file.url)) return;
    const { promises } = await nodeModule("node:fs");
    await promises.mkdir(this.config.packageCacheDir!, { recursive: true });
    const part = `${path}.${process.pid}.part`;
    await promises.writeFile(part, bytes);
    await promises.rename(part, path);
  }

  async #cachePath(file: PackageFile): Promise<string | undefined> {
    const { packageCacheDir } = this.config;
    if (!inNode || packageCacheDir === undefined) return undefined;
    return (await nodeModule("node:path")).join(packageCacheDir, file.fileName);
  }
}
