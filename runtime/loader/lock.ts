// The lock file: reading and checking it, finding packages by name and by what they are imported as.

import type { Config } from "./config.ts";
import { fetchBytes } from "./fetch.ts";
import type { Lockfile, LockfilePackage } from "./public-types.ts";
import { pythonVersion } from "./version.ts";

export async function loadLock(config: Config): Promise<Lock> {
  const { contents, origin } = await lockContents(config);
  const lock = typeof contents === "string" ? parse(contents, origin) : contents;
  check(lock, origin, config.options.checkAPIVersion ?? true);
  return new Lock(lock);
}

async function lockContents({
  lockContents,
  lockUrl,
}: Config): Promise<{ contents: Lockfile | string; origin: string }> {
  if (lockContents !== undefined)
    return { contents: await lockContents, origin: "given as lockFileContents" };
  const bytes = await fetchBytes(lockUrl, "the list of packages");
  return { contents: new TextDecoder().decode(bytes), origin: `at ${lockUrl}` };
}

function parse(text: string, origin: string): Lockfile {
  try {
    return JSON.parse(text) as Lockfile;
  } catch (error) {
    throw new Error(
      `the list of packages ${origin} is damaged or cut off; clear the browser's cache or write the distribution ` +
        `again with \`kelp dist\` (${(error as Error).message})`,
      { cause: error },
    );
  }
}

function check(lock: Lockfile, origin: string, checkVersion: boolean): void {
  const wrong = (what: string) => new Error(`the list of packages ${origin} cannot be used: ${what}`);
  if (typeof lock !== "object" || lock === null) throw wrong("it is not an object");
  if (typeof lock.info?.python !== "string") throw wrong("info.python is missing");
  if (typeof lock.packages !== "object" || lock.packages === null) throw wrong("packages is missing");
  for (const [key, entry] of Object.entries(lock.packages)) {
    const problem = packageProblem(entry);
    if (problem !== undefined) throw wrong(`the entry "${key}" has no valid ${problem}`);
  }
  const { python } = lock.info;
  if (checkVersion && python !== pythonVersion && !python.startsWith(`${pythonVersion}.`)) {
    throw wrong(`it is for Python ${python}, and this is Python ${pythonVersion}`);
  }
}

function packageProblem(entry: LockfilePackage): string | undefined {
  const isText = (value: unknown) => typeof value === "string";
  const isTextList = (value: unknown) => Array.isArray(value) && [...value].every(isText); // holes are no texts
  for (const field of ["name", "version", "file_name", "sha256"] as const)
    if (!isText(entry?.[field])) return field;
  for (const field of ["imports", "depends"] as const) if (!isTextList(entry[field])) return field;
  return undefined;
}

/** Names of packages are compared like this (PEP 503). */
export function normalName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

export class Lock {
  readonly #byName = new Map<string, LockfilePackage>();
  readonly #byImport = new Map<string, string>();

  constructor(readonly contents: Lockfile) {
    for (const entry of Object.values(contents.packages)) {
      this.#byName.set(normalName(entry.name), entry);
      for (const name of entry.imports) this.#byImport.set(name, entry.name);
    }
  }

  find(name: string): LockfilePackage | undefined {
    return this.#byName.get(normalName(name));
  }

  /** The package that brings the module, "a.b" or "a". */
  packageOfImport(module: string): string | undefined {
    return this.#byImport.get(module) ?? this.#byImport.get(module.split(".")[0]!);
  }

  get importTable(): ReadonlyMap<string, string> {
    return this.#byImport;
  }

  /** The packages of these names and all they depend on; dependencies first. Unknown names throw. */
  withDependencies(names: Iterable<string>): LockfilePackage[] {
    const ordered = new Map<string, LockfilePackage>();
    const seen = new Set<string>();
    // A stack of our own, because chains of dependencies may be longer than the engine's.
    const open: { entry: LockfilePackage; next: number }[] = [];
    const enter = (name: string, neededBy: string | undefined): void => {
      const key = normalName(name);
      if (seen.has(key)) return;
      const entry = this.find(name);
      if (entry === undefined) throw new Error(this.#unknown(name, neededBy));
      seen.add(key);
      open.push({ entry, next: 0 });
    };
    for (const name of names) {
      enter(name, undefined);
      for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
        const { entry, next } = top;
        if (next < entry.depends.length) {
          top.next++;
          enter(entry.depends[next]!, entry.name);
        } else {
          open.pop();
          ordered.set(normalName(entry.name), entry);
        }
      }
    }
    return [...ordered.values()];
  }

  #unknown(name: string, neededBy: string | undefined): string {
    const by = neededBy === undefined ? "" : `, which ${neededBy} depends on`;
    const near = this.suggestions(name);
    const hint = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
    return `No known package with name '${name}'${by}${hint}`;
  }

  /** Names that look like this one. */
  suggestions(name: string): string[] {
    const wanted = normalName(name);
    const byImport = this.packageOfImport(name);
    const distances = [...this.#byName].map(([key, entry]): [number, string] => [
      editDistance(wanted, key),
      entry.name,
    ]);
    const limit = Math.max(1, Math.floor(wanted.length / 3));
    const near = distances.filter(([distance]) => distance <= limit).sort(([a], [b]) => a - b);
    return [...new Set([...(byImport ? [byImport] : []), ...near.map(([, entry]) => entry)])].slice(0, 3);
  }
}

/** How many letters must be added, dropped or changed to make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
