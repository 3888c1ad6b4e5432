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

test("an awaited call that ends inside WebAssembly rejects", async () => {
  const broken = await loadPyodide();
  await assert.rejects(
    broken.runPythonAsync(`import asyncio\nawait asyncio.sleep(0)${overflow}`),
    /call stack/,
  );
  await assert.rejects(broken.runPythonAsync("1 + 1"), stopped);
});

test("what waits for Python fails when the interpreter ends elsewhere", async () => {
  const broken = await loadPyodide();
  broken.runPython("import asyncio\nasync def never(): await asyncio.get_event_loop().create_future()");
  const waiting = [
    broken.runPythonAsync("await never()"),
    broken.runPythonAsync("from js import Promise\nawait Promise.new(lambda *_: None)"),
    broken.runPython("asyncio.ensure_future(never())").then((value) => value),
  ];
  if (WebAssembly.Suspending)
    waiting.push(broken.runPythonAsync("from pyodide.ffi import run_sync\nrun_sync(never())"));
  const ends = Promise.allSettled(waiting);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.throws(() => broken.runPython(overflow), RangeError);
  for (const { status, reason } of await ends) {
    assert.equal(status, "rejected");
    assert.match(reason.message, stopped);
  }
});
