// Compares Kelp with the npm package `pyodide` and prints a table of ratios.
import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { openPages, pageGroups } from "./pages.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
// The reference of `numpy` is native NumPy, since the npm package brings none.
const groups = { startup: "ms", crossing: "µs", kernels: "ms", numpy: "ms" };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    node: { type: "string", default: process.execPath },
    python: { type: "string", default: process.env.KELP_BENCH_PYTHON ?? "python3" },
    chromium: { type: "boolean", default: false },
    help: { type: "boolean", short: "h" },
  },
});
const possible = values.chromium ? pageGroups : Object.keys(groups);
if (values.help || positionals.some((name) => !possible.includes(name))) {
  console.log(`usage: node bench/run.mjs [${Object.keys(groups).join(" | ")} …] [--rounds N] [--node PATH] [--python PATH] [--chromium]

Each round runs both runtimes one after the other, each in a process of its own; the best value of all rounds
counts. A ratio below 1 says that Kelp needs less than the reference.
numpy compares with the NumPy of the native Python given by --python (one that has NumPy).
With --chromium each measurement has a page of Chromium of its own (${pageGroups.join(", ")}).`);
  process.exit(values.help ? 0 : 2);
}

const run = promisify(execFile);
async function inProcess(runtime, group) {
  if (group === "numpy" && runtime === "reference") {
    const { stdout } = await run(values.python, [path.join(here, "numpy_kernels.py")]);
    return JSON.parse(stdout);
  }
  const { stdout } = await run(values.node, [path.join(here, "one.mjs"), runtime, group], {
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

async function openProcesses() {
  const { stdout: version } = await run(values.node, ["--version"]);
  return { version: `Node ${version.trim()}`, once: inProcess, close() {} };
}

const place = values.chromium ? await openPages() : await openProcesses();
console.log(`Kelp against npm pyodide, ${place.version}, best of ${values.rounds}\n`);
try {
  for (const group of positionals.length > 0 ? positionals : possible) await compare(group);
} finally {
  await place.close();
}

async function compare(group) {
  const best = { kelp: {}, reference: {} };
  for (let round = 0; round < Number(values.rounds); ++round)
    for (const runtime of ["kelp", "reference"])
      for (const [name, value] of Object.entries(await place.once(runtime, group)))
        best[runtime][name] = Math.min(best[runtime][name] ?? Infinity, value);
  console.log(`| ${group} | Kelp | reference | ratio |\n| --- | ---: | ---: | ---: |`);
  const ratios = [];
  for (const [name, reference] of Object.entries(best.reference)) {
    const kelp = best.kelp[name];
    ratios.push(kelp / reference);
    console.log(
      `| ${name} (${name.endsWith("MB") ? "MB" : groups[group]}) | ${format(kelp)} | ${format(reference)} | ${(kelp / reference).toFixed(2)} |`,
    );
  }
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`| geometric mean | | | ${mean.toFixed(2)} |\n`);
}

function format(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
