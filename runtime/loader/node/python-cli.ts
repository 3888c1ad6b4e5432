// `kelp python`: the interpreter as a program of this machine. Standard streams are the terminal's or the
// pipe's; of the disk Python sees what it is shown.

import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { loadPyodide } from "../index.ts";
import type { PyodideAPI } from "../public-types.ts";
import { findTarget, parseArguments, usage, type CommandLine, type Target } from "./python-arguments.ts";

interface Internals {
  _api: { runMain(): number | Promise<number> };
}

async function main(words: readonly string[]): Promise<number> {
  const line = parseArguments(words);
  if (line.help) {
    console.log(usage);
    return 0;
  }
  const target = findTarget(line.python);
  const script = target.kind === "file" ? resolve(line.python[target.index]!) : undefined;
  if (script !== undefined && !existsSync(script)) {
    console.error(`kelp python: there is no file ${script}`);
    return 2;
  }
  const args = [...line.python];
  if (target.kind === "file") args[target.index] = pathInside(line, script!);
  const pyodide = await start(line, args, script);
  await installPackages(pyodide, line, target, script);
  return (pyodide as unknown as Internals)._api.runMain();
}

async function start(line: CommandLine, args: string[], script: string | undefined): Promise<PyodideAPI> {
  const home = workingFolder(line);
  return loadPyodide({
    args,
    env: { ...terminalEnvironment(), HOME: "/home/pyodide" },
    fsInit(FS) {
      for (const { host, path } of line.mounts) {
        FS.mkdirTree(path);
        FS.mount(FS.filesystems.NODEFS, { root: host }, path);
      }
      if (script !== undefined && mountOf(line, script) === undefined) {
        FS.mkdirTree(dirname(script));
        FS.writeFile(script, readFileSync(script));
      }
      if (home !== undefined) FS.chdir(home);
    },
  });
}

function terminalEnvironment(): Record<string, string> {
  const names = ["TERM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "LANG", "TZ"];
  const given = (name: string) => name.startsWith("PYTHON") && name !== "PYTHONHOME" && name !== "PYTHONPATH";
  const entries = Object.entries(process.env).filter(([name]) => names.includes(name) || given(name));
  return Object.fromEntries(entries) as Record<string, string>;
}

function mountOf(line: CommandLine, path: string) {
  return line.mounts.find(({ host }) => {
    const below = relative(host, path);
    return !below.startsWith("..") && !isAbsolute(below);
  });
}

/** Where Python finds a file of this machine. */
function pathInside(line: CommandLine, path: string): string {
  const mount = mountOf(line, path);
  return mount === undefined ? path : join(mount.path, relative(mount.host, path));
}

/** The current folder, if Python is shown it. */
function workingFolder(line: CommandLine): string | undefined {
  return mountOf(line, process.cwd()) && pathInside(line, process.cwd());
}

async function installPackages(
  pyodide: PyodideAPI,
  line: CommandLine,
  target: Target,
  script: string | undefined,
) {
  const options = { messageCallback() {}, errorCallback() {} };
  if (line.packages.length > 0) await pyodide.loadPackage([...line.packages], options);
  const code =
    target.kind === "code"
      ? target.code
      : target.kind === "module"
        ? `import ${target.module}`
        : target.kind === "file"
          ? readFileSync(script!, "utf8")
          : "";
  await pyodide.loadPackagesFromImports(code, options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`kelp python: ${(error as Error).message}`);
  process.exitCode = 2;
}
process.exit();
