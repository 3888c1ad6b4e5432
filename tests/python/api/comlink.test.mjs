import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPyodide } from "./dist.mjs";

// What Comlink's proxies are: every property is another proxy, a call or an awaited property is a message.
const createEndpoint = Symbol("Comlink.endpoint");
const messages = [];

function remote(target, path = []) {
  const ask = async (kind, args) => {
    messages.push([kind, ...path.map(String)].join(" "));
    const owner = path.slice(0, -1).reduce((object, name) => object[name], target);
    const value = path.length === 0 ? target : owner[path.at(-1)];
    return kind === "call" ? value.apply(owner, args) : value;
  };
  return new Proxy(function () {}, {
    get(_, name) {
      if (name !== "then") return remote(target, [...path, name]);
      if (path.length === 0) return { then: () => remote(target) };
      const value = ask("get");
      return value.then.bind(value);
    },
    apply: (_, self, args) => ask("call", args),
  });
}

test("Comlink's proxies are called and awaited in Python, and asked nothing else", async () => {
  const pyodide = await loadPyodide();
  assert.throws(() => pyodide.registerComlink({}), /registerComlink takes the module Comlink/);
  pyodide.registerComlink({ createEndpoint });
  pyodide.globals.set("worker", remote({ counter: 5, add: (a, b) => a + b, inner: { name: "deep" } }));
  assert.deepEqual(messages, []);
  const values = await pyodide.runPythonAsync(`
found = [await worker.counter, await worker.add(2, 3), await worker.inner.name]
add = worker.add
found + [await add(4, 5), repr(worker), type(worker).__name__ != ""]`);
  assert.deepEqual(values.toJs(), [5, 5, "deep", 9, "[object Comlink proxy]", true]);
  assert.deepEqual(messages, ["get counter", "call add", "get inner name", "call add"]);
});

test("useNodeSockFS says that it is not offered", async () => {
  const pyodide = await loadPyodide();
  await assert.rejects(
    pyodide.useNodeSockFS(),
    /cannot be connected to Node's here; open the connection in JavaScript/,
  );
});
