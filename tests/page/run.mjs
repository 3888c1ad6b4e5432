// Runs the tests of the runtime in pages and workers of Chromium: node run.mjs [DIST] [--result FILE] [WORD …]
// (WORD: only test files whose name contains it).

import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values, positionals } = parseArgs({
  options: { result: { type: "string" } },
  allowPositionals: true,
});
const [dist = join(here, "../../dist"), ...words] = positionals;
process.env.KELP_DIST = resolve(dist);
const all = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
const names = all.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
if (names.length === 0) throw new Error(`no test file's name contains ${words.join(" or ")}`);

const counts = { status: 0, passed: 0, failed: 0, skipped: 0, xfailed: 0, xpassed: 0, errors: 0 };
const isTest = (data) => !all.some((name) => data.name.endsWith(name)); // a whole file is reported as well
// One file at a time: each starts a browser and interpreters, and the machine may have two cores.
const events = run({ files: names.map((name) => join(here, name)), concurrency: 1, timeout: 300_000 });
events.on("test:pass", (data) => isTest(data) && counts.passed++);
events.on("test:fail", () => {
  counts.failed++;
  process.exitCode = 1;
});
events.on("end", () => values.result !== undefined && writeFileSync(values.result, JSON.stringify(counts)));
events.compose(new spec()).pipe(process.stdout);
