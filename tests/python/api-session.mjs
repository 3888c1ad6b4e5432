// The tests of the JavaScript API with one Node: node api-session.mjs DIST RESULT-FILE

import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const [dist, resultFile] = process.argv.slice(2);
process.env.KELP_DIST = resolve(dist);
const folder = join(dirname(fileURLToPath(import.meta.url)), "api");
const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));
const counts = { status: 0, passed: 0, failed: 0, skipped: 0, xfailed: 0, xpassed: 0, errors: 0 };
const failures = []; // for the summary, where the log is not at hand

const events = run({ files: files.map((name) => join(folder, name)), concurrency: 1, timeout: 300_000 });
const isTest = (data) => !files.some((name) => data.name.endsWith(name)); // a whole file is reported as well
events.on(
  "test:pass",
  (data) => isTest(data) && (data.skip === undefined ? counts.passed++ : counts.skipped++),
);
events.on("test:fail", ({ name, details }) => {
  counts.failed++;
  failures.push(`${name}: ${details.error?.cause?.message ?? details.error?.message}`);
});
events.on("end", () => writeFileSync(resultFile, JSON.stringify({ ...counts, failures })));
events.compose(new spec()).pipe(process.stdout);
