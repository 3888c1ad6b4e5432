import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPyodide } from "./dist.mjs";

// CPython has no check in hash(); natively this ends the process.
const overflow = `
x = ()
for _ in range(100_000): x = (x,)
hash(x)`;
const stopped = /Python has stopped for good and must be loaded again: .*call stack/;

test("what ends inside WebAssembly says so to every later call, and another runtime is unharmed", async () => {
  const [broken, other] = await Promise.all([loadPyodide(), loadPyodide()]);
  const proxy = broken.runPython("lambda: 1");
  assert.throws(() => broken.runPython(overflow), RangeError);
  assert.throws(() => broken.runPython("1 + 1"), stopped);
  assert.throws(() => proxy(), stopped);
  assert.throws(() => broken.globals.get("x"), stopped);
  await assert.rejects(broken.runPythonAsync("1 + 1"), stopped);
  assert.doesNotThrow(() => proxy.destroy());
  assert.equal(other.runPython("1 + 1"), 2);
});
