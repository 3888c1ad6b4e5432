// Installs packages: those of the lock file with what they depend on, and wheels by address. A call downloads
// and unpacks all it needs before it writes the first file; packages that another call is getting are waited for.

import { toUrl, type Config } from "./config.ts";
import { Downloader } from "./download.ts";
import { stageArchive, writeFiles, type InstallPaths, type StagedFile, type Trust } from "./install-wheel.ts";
import { normalName, type Lock } from "./lock.ts";
import { ProgressSum } from "./progress.ts";
import type { FileSystem, LoadPackageOptions, LockfilePackage, PackageData } from "./public-types.ts";
import { checkWheelTags, parseWheelName } from "./wheel-name.ts";

/** What is to be installed. */
interface Request {
  readonly data: PackageData;
  readonly url: URL;
  readonly sha256: string | undefined;
  readonly size: number | undefined;
  readonly sharedLibrary: boolean;
  /** What loadedPackages and PYODIDE_SOURCE tell. */
  readonly source: string;
  readonly channel: string;
}

interface Staged {
  readonly request: Request;
  readonly files: readonly StagedFile[];
}

/** What the package manager asks of the rest of the runtime. */
export interface PackageHost {
  readonly fs: FileSystem;
  /** New files stand in sys.path. */
  invalidateImports(): void;
  /** An extension module is about to be written. */
  prepareModule(file: StagedFile): Promise<void>;
}

export const sitePackages = "/lib/python3.14/site-packages";
export const sharedLibraries = "/usr/lib";
const wheelPaths: InstallPaths = { site: sitePackages, scripts: "/bin", data: "" };

export class PackageManager {
  readonly loadedPackages: Record<string, string> = {};
  readonly #downloader: Downloader;
  readonly #pending = new Map<string, Promise<unknown>>();

  constructor(
    readonly config: Config,
    readonly lock: Lock,
    readonly host: PackageHost,
  ) {
    this.#downloader = new Downloader(config);
  }

  async load(names: readonly string[], options: LoadPackageOptions = {}): Promise<PackageData[]> {
    const report = reporter(options);
    try {
      return await this.#load(names, options, report.message);
    } catch (error) {
      report.error((error as Error).message);
      throw error;
    }
  }

  async #load(names: readonly string[], options: LoadPackageOptions, message: (text: string) => void) {
    const requests = this.#requests(names);
    const wanted = requests.filter((request) => !this.#isLoaded(request));
    const others = wanted
      .map((request) => this.#pending.get(keyOf(request)))
      .filter((each) => each !== undefined);
    const mine = wanted.filter((request) => !this.#pending.has(keyOf(request)));
    if (wanted.length === 0) {
      if (requests.length > 0) message("No new packages to load");
      return [];
    }
    const work = this.#install(mine, others, options, message).finally(() => {
      for (const request of mine) this.#pending.delete(keyOf(request));
    });
    for (const request of mine) this.#pending.set(keyOf(request), work);
    await work;
    return wanted.map(({ data }) => data).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** `others`: packages that these depend on and that another call is installing. */
  async #install(
    requests: readonly Request[],
    others: readonly Promise<unknown>[],
    options: LoadPackageOptions,
    message: (text: string) => void,
  ) {
    if (requests.length === 0) return void (await Promise.all(others));
    const names = requests
      .map(({ data }) => data.name)
      .sort()
      .join(", ");
    message(`Loading ${names}`);
    const progress = new ProgressSum(options.progressCallback);
    for (const { data, size } of requests) progress.start(data.name, size);
    const staging = requests.map((request) => this.#stage(request, options.checkIntegrity ?? true, progress));
    const [staged] = await Promise.all([all(staging), ...others]);
    writeFiles(
      this.host.fs,
      staged.flatMap(({ files }) => files),
    );
    for (const { request } of staged) this.loadedPackages[request.data.name] = request.channel;
    this.host.invalidateImports();
    message(`Loaded ${names}`);
  }

  async #stage(request: Request, check: boolean, progress: ProgressSum): Promise<Staged> {
    const { data, url, sha256, sharedLibrary } = request;
    const file = { name: data.name, fileName: data.fileName, url, sha256 };
    const bytes = await this.#downloader.get(file, check, (loaded, total) =>
      progress.update(data.name, loaded, total),
    );
    const paths = sharedLibrary ? { ...wheelPaths, site: sharedLibraries } : wheelPaths;
    const trust = check && sha256 !== undefined ? "verified" : "unknown";
    const files = stage(request, bytes, paths, trust);
    const modules = files.filter(({ path }) => path.endsWith(".so"));
    await Promise.all(modules.map((file) => this.host.prepareModule(file)));
    progress.finish(data.name, bytes.length);
    return { request, files };
  }

  /** Installs a wheel whose bytes are there already (micropip does). */
  async installBytes(
    bytes: Uint8Array,
    fileName: string,
    folder: string,
    metadata: ReadonlyMap<string, string>,
  ) {
    const wheel = parseWheelName(fileName);
    if (wheel !== undefined) checkWheelTags(fileName, wheel);
    const extra = [["INSTALLER", "micropip"] as const, ...metadata];
    writeFiles(this.host.fs, stageArchive(bytes, { ...wheelPaths, site: folder }, extra));
    this.host.invalidateImports();
  }

  /** The packages that bring these modules and are not installed. */
  packagesOfImports(modules: Iterable<string>): string[] {
    const names = Array.from(modules, (module) => this.lock.packageOfImport(module));
    return [...new Set(names.filter((name) => name !== undefined))];
  }

  #requests(names: readonly string[]): Request[] {
    const addresses = names.filter(isAddress);
    const fromLock = this.lock.withDependencies(names.filter((name) => !isAddress(name)));
    return [
      ...fromLock.map((entry) => this.#lockRequest(entry)),
      ...addresses.map((each) => this.#urlRequest(each)),
    ];
  }

  #lockRequest(entry: LockfilePackage): Request {
    return {
      data: {
        name: entry.name,
        version: entry.version,
        fileName: entry.file_name,
        packageType: entry.package_type,
      },
      url: toUrl(entry.file_name, this.config.packageBaseUrl),
      sha256: entry.sha256,
      size: entry.size,
      sharedLibrary: entry.install_dir === "dynlib" || entry.package_type === "shared_library",
      source: "pyodide",
      channel: "default channel",
    };
  }

  #urlRequest(address: string): Request {
    const url = toUrl(address, this.config.baseUrl);
    const fileName = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf("/") + 1));
    const wheel = parseWheelName(fileName);
    if (wheel === undefined)
      throw new Error(`${address} is not the address of a wheel (NAME-VERSION-…-….whl)`);
    checkWheelTags(fileName, wheel);
    const data = { name: normalName(wheel.name), version: wheel.version, fileName, packageType: "package" };
    return {
      data,
      url,
      sha256: undefined,
      size: undefined,
      sharedLibrary: false,
      source: address,
      channel: address,
    };
  }

  #isLoaded({ data, channel }: Request): boolean {
    const loaded = this.loadedPackages[data.name];
    if (loaded !== undefined && channel !== "default channel" && loaded !== channel) {
      throw new Error(
        `${data.name} is installed from ${loaded} already and cannot be replaced by ${channel}`,
      );
    }
    return loaded !== undefined;
  }
}

function keyOf({ data }: Request): string {
  return normalName(data.name);
}

function isAddress(name: string): boolean {
  return name.endsWith(".whl") || /^[a-z]+:/.test(name) || name.includes("/");
}

function stage(
  { data, url, source }: Request,
  bytes: Uint8Array,
  paths: InstallPaths,
  trust: Trust,
): StagedFile[] {
  const extra = [["INSTALLER", "pyodide.loadPackage"] as const, ["PYODIDE_SOURCE", source] as const];
  try {
    return stageArchive(bytes, paths, extra, trust);
  } catch (error) {
    throw new Error(`the package ${data.name} from ${url} cannot be installed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Waits for all, so that nothing goes on in the background after a failure; then throws the first error. */
async function all<T>(work: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<T>).value);
}

function reporter(options: LoadPackageOptions) {
  return {
    message: options.messageCallback ?? ((text: string) => console.log(text)),
    error: options.errorCallback ?? ((text: string) => console.error(text)),
  };
}
