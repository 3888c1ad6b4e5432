// Ctrl-C from the page reaches Python in a worker. Here the time is the behaviour.

import assert from "node:assert/strict";
import { test } from "node:test";
import { interruptible } from "../python/interruptible.mjs";
import { openPage } from "./support.mjs";

const bound = 100; // milliseconds
const browser = await openPage();

/** Runs the code in the worker, lets the page interrupt it, and gives the milliseconds until it has ended. */
const interrupted = async (pyodide, code, way) => {
  const buffer = new Int32Array(new SharedArrayBuffer(4));
  const at = new Float64Array(new SharedArrayBuffer(8));
  pyodide.setInterruptBuffer(buffer);
  postMessage({ interrupt: { buffer, at, after: 150 } });
  let type = "no error";
  try {
    await pyodide[way](code);
  } catch (error) {
    type = error.type;
  }
  return { type, milliseconds: performance.timeOrigin + performance.now() - at[0], left: buffer[0] };
};

// All are made before the first test: the file counts as done when no test is left.
const engines = [];
for (const withoutSuspending of [false, true]) {
  const engine = withoutSuspending ? "without stack switching" : "with stack switching";
  const worker = await browser.worker(engine, { withoutSuspending, packages: ["numpy"] });
  await worker.python("import asyncio, numpy.random, time");
  engines.push({ withoutSuspending, engine, worker });
}

for (const { withoutSuspending, engine, worker } of engines) {
  for (const { name, code, ways } of interruptible(!withoutSuspending)) {
    for (const way of ways) {
      test(`Ctrl-C ends ${name} (${way}, ${engine})`, { timeout: 15_000 }, async (context) => {
        const times = [];
        for (let i = 0; i < 3; i++) {
          const { type, milliseconds, left } = await worker.run(interrupted, code, way);
          assert.equal(type, "KeyboardInterrupt");
          assert.equal(left, 0, "the signal is taken out of the buffer");
          times.push(milliseconds);
        }
        times.sort((a, b) => a - b);
        context.diagnostic(`milliseconds: ${times.map((time) => time.toFixed(0)).join(", ")}`);
        assert.ok(times[1] <= bound, `median ${times[1]} ms`);
        assert.equal(await worker.python("1 + 1"), 2);
      });
    }
  }
}
