import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPyodide } from "./dist.mjs";

test("what a fresh interpreter keeps of JavaScript is known by name", async () => {
  const pyodide = await loadPyodide();
  const nameless = pyodide._api.keptValues().filter(({ name }) => name === undefined);
  assert.deepEqual(nameless, []);
});

test("other kept values say who holds them, and are gone when let go", async () => {
  const pyodide = await loadPyodide();
  globalThis.keptForTest = { some: "object" };
  pyodide.runPython("from js import keptForTest as mine\nfrom js import JSON\nholder = [mine]");
  const all = pyodide._api.keptValues();
  assert.equal(all.find(({ value }) => value === JSON)?.name, "globalThis.JSON");
  const kept = all.find(({ value }) => value === globalThis.keptForTest);
  assert.match(kept.holder, /^JsProxy in a list, .*\['mine'\]/);
  pyodide.runPython("del mine, holder");
  assert.equal(
    pyodide._api.keptValues().find(({ value }) => value === globalThis.keptForTest),
    undefined,
  );
  delete globalThis.keptForTest;
});
