// Runs the rows on a runtime in this Node and compares: node run.mjs FOLDER [--reference] [--result FILE] [FILE …]
//   FOLDER       where pyodide.mjs of a distribution lies (Kelp's dist/, or node_modules/pyodide)
//   --reference  expect the reference's results where they differ from Kelp's on purpose
//   --result FILE  write the numbers there too, for tests/python
//   FILE         of rows/; default: all

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { report, resultOf, results } from "./compare.mjs";
import { readTable, rowsFor } from "./table.mjs";

const { values, positionals } = parseArgs({
  options: { reference: { type: "boolean", default: false }, result: { type: "string" } },
  allowPositionals: true,
});
const [folder, ...files] = positionals;
if (folder === undefined) {
  console.error("usage: node run.mjs FOLDER [--reference] [--result FILE] [FILE …]");
  process.exit(2);
}
// Some rows leave a failed promise behind on purpose.
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")).href);
const load = () => loadPyodide({ stdout: () => {}, stderr: () => {} });
const canSwitchStacks = "Suspending" in WebAssembly;
const table = await readTable(files.length > 0 ? files : undefined);
const rows = rowsFor(table, { place: "node", canSwitchStacks });
const counts = report(rows, await results(load, rows), values.reference);
if (values.result !== undefined) writeFileSync(values.result, JSON.stringify(resultOf(counts)));
process.exit(counts.failed === 0 ? 0 : 1);
