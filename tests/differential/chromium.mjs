// Runs the rows on a runtime in a page of Chromium and compares: node chromium.mjs FOLDER [--reference] [--result FILE] [FILE …]
// (as run.mjs, which does it in Node).

import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { parseArgs } from "node:util";
import { report, resultOf } from "./compare.mjs";
import { browserOptions } from "./browser.mjs";
import { serve } from "./server.mjs";
import { readTable, rowsFor } from "./table.mjs";

const { values, positionals } = parseArgs({
  options: { reference: { type: "boolean", default: false }, result: { type: "string" } },
  allowPositionals: true,
});
const [folder, ...files] = positionals;
if (folder === undefined) {
  console.error("usage: node chromium.mjs FOLDER [--reference] [--result FILE] [FILE …]");
  process.exit(2);
}

const table = await readTable(files.length > 0 ? files : undefined);
const rows = rowsFor(table, { place: "browser", canSwitchStacks: true });
const server = await serve({ "/dist/": folder, "/tests/": new URL(".", import.meta.url).pathname });

async function runInPage() {
  const browser = await chromium.launch(browserOptions);
  try {
    const page = await browser.newPage();
    page.on("crash", () => console.error("the page has crashed"));
    await page.goto(`${server.address}/tests/page.html`);
    return await page.evaluate(async (rows) => {
      const { results } = await import("/tests/compare.mjs");
      const { loadPyodide } = await import("/dist/pyodide.mjs");
      return await results(() => loadPyodide({ stdout() {}, stderr() {} }), rows);
    }, rows);
  } finally {
    await browser.close();
  }
}

let given;
try {
  given = await runInPage().catch((error) => {
    // The browser itself was ended, as by another program. If the rows did it, they do it again.
    if (!/Target (crashed|closed|page, context or browser has been closed)/.test(error.message)) throw error;
    console.error(`Chromium ended (${error.message}); once more`);
    return runInPage();
  });
} finally {
  server.close();
}
const counts = report(rows, given, values.reference);
if (values.result !== undefined) writeFileSync(values.result, JSON.stringify(resultOf(counts)));
process.exit(counts.failed === 0 ? 0 : 1);
