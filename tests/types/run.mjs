// Compiles program.ts, and what must not compile, against the types of the loader: node tests/types/run.mjs

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const folder = mkdtempSync(join(tmpdir(), "kelp-types-"));

function run(command, args) {
  return spawnSync(command, args, { encoding: "utf8", cwd: folder });
}

/** The messages of the compiler for a file; empty when it compiles. */
function compile(file) {
  const options = [
    "--strict",
    "--noEmit",
    "--target",
    "esnext",
    "--module",
    "nodenext",
    "--lib",
    "esnext,dom",
  ];
  const { stdout } = run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, file]);
  return stdout.trim();
}

try {
  const build = spawnSync(
    process.execPath,
    [join(root, "runtime/loader/scripts/build.mjs"), join(folder, "node_modules/pyodide")],
    { stdio: "inherit" },
  );
  if (build.status !== 0) throw new Error("the loader could not be built");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  copyFileSync(join(here, "program.ts"), join(folder, "program.ts"));
  const messages = compile("program.ts");
  if (messages !== "") throw new Error(`program.ts does not compile:\n${messages}`);
  const wrong = readFileSync(join(here, "program.ts"), "utf8").replace('"1 + 1", {', "5, {");
  writeFileSync(join(folder, "wrong.ts"), wrong);
  if (!/Argument of type 'number'/.test(compile("wrong.ts"))) throw new Error("a wrong argument is not seen");
  console.log("the types compile with a program, and refuse a wrong one");
} finally {
  rmSync(folder, { recursive: true });
}
