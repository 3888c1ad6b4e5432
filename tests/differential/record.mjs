// Writes what the reference gives into the rows: node record.mjs [FILE of rows/ …]
//
// A new row needs only its snippet (`js` or `py`). A row with a `why` keeps Kelp's result in `gives`, and gets the
// reference's in `reference`. Everything else has one truth, the reference's.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "pyodide";
import { results } from "./compare.mjs";
import { folder, readTable } from "./table.mjs";

process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

/** A literal with as few escapes as possible. */
function literal(text) {
  const json = JSON.stringify(text);
  if (!json.slice(1, -1).includes("\\")) return json;
  for (const quote of ["'", "`"])
    if (
      !/[\\\n\r\p{Surrogate}]/u.test(text) &&
      !text.includes(quote) &&
      !(quote === "`" && text.includes("${"))
    )
      return quote + text + quote;
  return json;
}

function line(row) {
  const keys = ["js", "py", "gives", "reference", "why", "where"].filter((key) => row[key] !== undefined);
  return `  { ${keys.map((key) => `${key}: ${literal(row[key])}`).join(", ")} },`;
}

function write(name, rows) {
  const file = join(folder, name);
  const comment = readFileSync(file, "utf8")
    .split("\n")
    .filter((text) => text.startsWith("//"));
  writeFileSync(file, [...comment, "", "export const rows = [", ...rows.map(line), "];", ""].join("\n"));
}

const names = process.argv.slice(2);
const table = await readTable(names.length > 0 ? names : undefined);
const load = () => loadPyodide({ stdout: () => {}, stderr: () => {} });
const canSwitchStacks = "Suspending" in WebAssembly;
for (const [name, rows] of table) {
  if (name.startsWith("suspend") && !canSwitchStacks)
    throw new Error(`${name} needs an engine that switches stacks (Node 24)`);
  const here = rows.filter((row) => row.where !== "browser");
  for (const [i, given] of (await results(load, here)).entries()) {
    const row = here[i];
    if (row.why === undefined) row.gives = given;
    else row.reference = given;
  }
  write(name, rows);
}
process.exit(0);
