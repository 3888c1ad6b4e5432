// What the garbage collector may end, and what not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { loadPyodide } from "./dist.mjs";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

async function collect() {
  for (let round = 0; round < 4; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The function of a module whose own proxy nobody keeps. */
const attributeOf = (pyodide, module, name) => pyodide.pyimport(module)[name];

test("an attribute outlives the collected proxy that it was read from", async () => {
  const pyodide = await loadPyodide();
  const basename = attributeOf(pyodide, "posixpath", "basename");
  await collect();
  assert.equal(basename("/folder/file"), "file");
  basename.destroy();
  assert.throws(() => basename("/"), /already been destroyed/);
});

test("a proxy and its attributes are given back when nobody holds any of them", async () => {
  const pyodide = await loadPyodide();
  const python = pyodide.runPython(`
    import weakref
    class Thing:
        pass
    class Owner:
        pass
    def make():
        owner = Owner()
        owner.thing = Thing()
        watched.extend([weakref.ref(owner), weakref.ref(owner.thing)])
        return owner
    watched = []
    make
  `);
  (() => assert.equal(python().thing.type, "Thing"))();
  await collect();
  assert.equal(pyodide.runPython("[ref() for ref in watched] == [None, None]"), true);
});
