// Ways to wait, in Chromium with stack switching and without.

import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf, preamble, waitingCases } from "../python/waiting.mjs";
import { openPage } from "./support.mjs";

const browser = await openPage();

// All are made before the first test: the file counts as done when no test is left.
const engines = [];
for (const withoutSuspending of [false, true]) {
  const engine = withoutSuspending ? "without stack switching" : "with stack switching";
  engines.push({ withoutSuspending, engine, worker: await browser.worker(engine, { withoutSuspending }) });
}

for (const { withoutSuspending, engine, worker } of engines) {
  for (const { code, way, gives } of waitingCases(!withoutSuspending))
    test(
      `${way}, ${engine}: ${code.trim().split("\n").at(-1).slice(0, 100)}`,
      { timeout: 30_000 },
      async () => {
        const given = await worker.run(outcomeOf, preamble, code, way);
        if (typeof gives === "string") assert.ok(String(given).startsWith(gives), `gives ${given}`);
        else assert.equal(given, gives);
      },
    );
}
