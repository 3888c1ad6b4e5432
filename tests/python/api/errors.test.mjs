// Errors of whole programs and of tasks, as JavaScript catches them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPyodide } from "./dist.mjs";

globalThis.thrower = function thrower() {
  globalThis.lastThrown = new RangeError("deep");
  throw globalThis.lastThrown;
};

const caught = (run) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

const source = "import js\ndef f():\n  js.thrower()\nf()";

test("a program that a JavaScript error ends throws a PythonError with lines of both languages, and the error as cause", async () => {
  const pyodide = await loadPyodide();
  const errors = [
    caught(() => pyodide.runPython(source)),
    await pyodide.runPythonAsync(source).catch((error) => error),
    await pyodide
      .runPython("import js\nasync def g():\n  js.thrower()\ng")()
      .catch((error) => error),
  ];
  for (const error of errors) {
    assert.equal(error.constructor.name, "PythonError");
    assert.ok(error instanceof pyodide.ffi.PythonError);
    assert.equal(error.type, "JsException");
    assert.ok(error.cause instanceof RangeError);
    assert.match(error.message, /line 3, in [fg]\n/);
    assert.match(
      error.message,
      /File ".*errors\.test\.mjs", line \d+, in .*thrower\npyodide\.ffi\.JsException: RangeError: deep\n$/,
    );
  }
});

test("a program that throws something else than an Error has it as cause", async () => {
  const pyodide = await loadPyodide();
  for (const thrown of [5, "text", null, undefined, { a: 1 }]) {
    globalThis.lastThrown = thrown;
    const error = caught(() =>
      pyodide.runPython("from pyodide.code import run_js\nrun_js('throw lastThrown')"),
    );
    assert.equal(error.type, "JsException");
    assert.equal(error.cause, thrown);
  }
});

test("a Python function that JavaScript calls lets a JavaScript error through as it is", async () => {
  const pyodide = await loadPyodide();
  const call = pyodide.runPython("lambda f: f()");
  assert.equal(
    caught(() => call(globalThis.thrower)),
    globalThis.lastThrown,
  );
  call.destroy();
});

test("a program's error that goes into Python again is the same exception there", async () => {
  const pyodide = await loadPyodide();
  const error = caught(() => pyodide.runPython("class Mine(Exception): pass\nlast = Mine()\nraise last"));
  caught(() => pyodide.runPython("1/0"));
  const isSame = pyodide.runPython(`
    def check(f):
        try:
            f()
        except Mine as e:
            return e is last
    check
  `);
  assert.equal(
    isSame(() => {
      throw error;
    }),
    true,
  );
  isSame.destroy();
});

test("an error that never was in Python comes through a program as it is", async () => {
  const pyodide = await loadPyodide();
  caught(() => pyodide.runPython(source));
  const globals = pyodide.toPy({});
  globals.destroy();
  const error = caught(() => pyodide.runPython("1", { globals }));
  assert.match(error.message, /already been destroyed/);
  assert.equal(error.constructor, Error);
});
