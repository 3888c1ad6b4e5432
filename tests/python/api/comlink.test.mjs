import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as Comlink from "comlink";
import { loadPyodide } from "./dist.mjs";

/** A proxy of `target` as from another thread, and what it is asked. */
function remote(target) {
  const { port1, port2 } = new MessageChannel();
  const messages = [];
  port2.addEventListener("message", ({ data: { type, path } }) => messages.push([type, ...path].join(" ")));
  Comlink.expose(target, port2);
  after(() => port1.close());
  return { proxy: Comlink.wrap(port1), messages };
}

test("Comlink's proxies are called and awaited in Python, and asked nothing else", async () => {
  const pyodide = await loadPyodide();
  assert.throws(() => pyodide.registerComlink({}), /registerComlink takes the module Comlink/);
  pyodide.registerComlink(Comlink);
  class Counter {
    constructor(start) {
      this.count = start;
    }
    up() {
      return ++this.count;
    }
  }
  const fail = () => {
    throw new RangeError("too far");
  };
  const { proxy, messages } = remote({
    counter: 5,
    add: (a, b) => a + b,
    inner: { name: "deep" },
    fail,
    Counter,
  });
  pyodide.globals.set("worker", proxy);
  assert.deepEqual(messages, []);
  after(() => pyodide.globals.get("counter")[Comlink.releaseProxy]()); // or its port keeps Node running
  const values = await pyodide.runPythonAsync(`
from pyodide.ffi import JsException
found = [await worker.counter, await worker.add(2, 3), await worker.inner.name]
add = worker.add
found += [await add(4, 5), repr(worker), type(worker).__name__ != ""]
try:
    await worker.fail()
except JsException as error:
    found += [error.name, error.message]
counter = await worker.Counter.new(7)
found += [await counter.up(), await counter.count]
found`);
  assert.deepEqual(values.toJs(), [
    5,
    5,
    "deep",
    9,
    "[object Comlink proxy]",
    true,
    "RangeError",
    "too far",
    8,
    8,
  ]);
  assert.deepEqual(messages, [
    "GET counter",
    "APPLY add",
    "GET inner name",
    "APPLY add",
    "APPLY fail",
    "CONSTRUCT Counter",
  ]);
});

test("useNodeSockFS says that it is not offered", async () => {
  const pyodide = await loadPyodide();
  await assert.rejects(
    pyodide.useNodeSockFS(),
    /cannot be connected to Node's here; open the connection in JavaScript/,
  );
});
