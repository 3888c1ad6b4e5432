// The command line of `kelp python`: our own options, then Python's as usual.

import { isAbsolute, resolve } from "node:path";

export interface Mount {
  readonly host: string;
  readonly path: string;
}

export interface CommandLine {
  readonly mounts: readonly Mount[];
  readonly packages: readonly string[];
  readonly help: boolean;
  /** What Python gets. */
  readonly python: readonly string[];
}

export const usage = `usage: kelp python [--mount FOLDER[=PATH]]… [--packages NAME,…] [PYTHON OPTION]… [-c CODE | -m MODULE | FILE] [ARGUMENT]…

  --mount FOLDER[=PATH]  show a folder of this machine to Python, at the same path or at PATH;
                         nothing else of this machine's disk can be seen, but for FILE itself
  --packages NAME,…      install packages first; what CODE, FILE or MODULE imports is installed anyway

Without CODE, MODULE or FILE: the interactive interpreter. Python's own options: kelp python -- --help`;

/** Throws an error of one sentence if the options are wrong. */
export function parseArguments(words: readonly string[]): CommandLine {
  const mounts: Mount[] = [];
  const packages: string[] = [];
  let help = false;
  let i = 0;
  const value = (option: string) => {
    const next = words[++i];
    if (next === undefined) throw new Error(`${option} needs a value`);
    return next;
  };
  for (; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--mount") mounts.push(parseMount(value(word)));
    else if (word === "--packages") packages.push(...value(word).split(",").filter(Boolean));
    else if (word === "--help") help = true;
    else break;
  }
  if (words[i] === "--") i++;
  return { mounts, packages, help, python: words.slice(i) };
}

function parseMount(value: string): Mount {
  const [host, path] = value.split("=") as [string, string | undefined];
  if (host === "" || path === "") throw new Error(`--mount ${value}: FOLDER or FOLDER=PATH is expected`);
  if (path !== undefined && !isAbsolute(path))
    throw new Error(`--mount ${value}: ${path} is not an absolute path`);
  return { host: resolve(host), path: path ?? resolve(host) };
}

/** What Python is to run, found in its arguments. */
export type Target =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "module"; readonly module: string }
  | { readonly kind: "file"; readonly index: number } // of the word that names it
  | { readonly kind: "interactive" };

const withValue = new Set(["-W", "-X", "--check-hash-based-pycs"]);

export function findTarget(python: readonly string[]): Target {
  for (let i = 0; i < python.length; i++) {
    const word = python[i]!;
    const letter = /^-[^-]*?([cm])(.*)$/.exec(word); // -c and -m may follow other letters: -Ic
    if (letter !== null && !/^-[WX]/.test(word)) {
      const rest = letter[2] || (python[i + 1] ?? "");
      return letter[1] === "c" ? { kind: "code", code: rest } : { kind: "module", module: rest };
    }
    if (withValue.has(word)) i++;
    else if (word === "-" || !word.startsWith("-"))
      return word === "-" ? { kind: "interactive" } : { kind: "file", index: i };
  }
  return { kind: "interactive" };
}
