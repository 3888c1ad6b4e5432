// Ways to wait, in Node with stack switching and without.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { outcomeOf, preamble, waitingCases } from "../waiting.mjs";
import { loadPyodide } from "./dist.mjs";

let pyodide;
before(async () => {
  pyodide = await loadPyodide({ stdout() {}, stderr() {} });
});

for (const { code, way, gives } of waitingCases("Suspending" in WebAssembly))
  test(`${way}: ${code.trim().split("\n").at(-1).slice(0, 100)}`, { timeout: 30_000 }, async () => {
    const given = await outcomeOf(pyodide, preamble, code, way);
    if (typeof gives === "string") assert.ok(String(given).startsWith(gives), `gives ${given}`);
    else assert.equal(given, gives);
  });
