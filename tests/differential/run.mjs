// Runs the rows on a runtime and compares: node run.mjs FOLDER [--reference]
//   FOLDER       where pyodide.mjs of a distribution lies (Kelp's dist/, or node_modules/pyodide)
//   --reference  expect the reference's results where they differ from Kelp's on purpose

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { rows } from "./rows.mjs";
import { evaluate } from "./show.mjs";

const [folder, option] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node run.mjs FOLDER [--reference]");
  process.exit(2);
}
// Some rows leave a failed promise behind on purpose.
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")).href);
const pyodide = await loadPyodide({ stdout: () => {}, stderr: () => {} });
const isReference = option === "--reference";
const hangs = (milliseconds) => new Promise((settle) => setTimeout(() => settle("hangs"), milliseconds));

let failed = 0;
for (const row of rows) {
  const expected = isReference ? (row.reference ?? row.gives) : row.gives;
  const actual = await Promise.race([evaluate(pyodide, row), hangs(5000)]);
  if (actual === expected) continue;
  failed++;
  console.log(`${row.js ?? row.py}\n  expected ${expected}\n  got      ${actual}`);
}
console.log(`${rows.length - failed} of ${rows.length} rows as expected`);
process.exit(failed === 0 ? 0 : 1);
