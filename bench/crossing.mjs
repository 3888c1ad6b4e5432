// What one crossing of the border between JavaScript and Python costs, in microseconds.
import { perOperation } from "./measure.mjs";

export const unit = "µs";

/** Runs `code` (an expression of `n`, the count) inside Python, so that the loop is Python's. */
function pythonLoop(pyodide, setup, body) {
  const run = pyodide.runPython(
    `def _make():\n    ${setup.replaceAll("\n", "\n    ")}\n    def loop(n):\n        for _ in range(n):\n            ${body}\n    return loop\n_make()`,
  );
  return (count) => void run(count);
}

/** @returns {Promise<Record<string, number>>} microseconds per operation, by name */
export async function measure(pyodide) {
  const results = {};
  const row = async (name, loop) => (results[name] = await perOperation(loop));

  const nothing = pyodide.runPython("lambda: None");
  const three = pyodide.runPython("lambda a, b, c: a");
  await row("call JS → Python, no arguments", (n) => {
    for (let i = 0; i < n; ++i) nothing();
  });
  await row("call JS → Python, three numbers", (n) => {
    for (let i = 0; i < n; ++i) three(1, 2, 3);
  });
  globalThis.benchTarget = { nothing: () => undefined, add: (a, b) => a + b, value: 7, make: () => ({}) };
  await row(
    "call Python → JS, no arguments",
    pythonLoop(pyodide, "from js import benchTarget\nf = benchTarget.nothing", "f()"),
  );
  await row(
    "call Python → JS, two numbers",
    pythonLoop(pyodide, "from js import benchTarget\nf = benchTarget.add", "f(1, 2)"),
  );
  await row("JS attribute from Python", pythonLoop(pyodide, "from js import benchTarget as t", "t.value"));
  await row("new JsProxy", pythonLoop(pyodide, "from js import benchTarget\nf = benchTarget.make", "f()"));
  const holder = pyodide.runPython("class A: pass\na = A(); a.x = 7; a");
  let sink;
  await row("Python attribute from JS", (n) => {
    for (let i = 0; i < n; ++i) sink = holder.x;
  });
  await row('runPython("1+1")', (n) => {
    for (let i = 0; i < n; ++i) sink = pyodide.runPython("1+1");
  });
  globalThis.benchThrow = () => {
    throw new Error("x");
  };
  const existing = new Error("x");
  globalThis.benchRethrow = () => {
    throw existing;
  };
  // Making an Error is the engine's work, and most of the first row.
  for (const [name, thrower] of [
    ["exception JS → Python", "benchThrow"],
    ["exception JS → Python, an error that exists", "benchRethrow"],
  ])
    await row(
      name,
      pythonLoop(
        pyodide,
        `from js import ${thrower} as t`,
        "\n            ".concat("try: t()\n            except Exception: pass"),
      ),
    );
  const raiser = pyodide.runPython("def _f():\n    raise ValueError('x')\n_f");
  await row("exception Python → JS", (n) => {
    for (let i = 0; i < n; ++i) {
      try {
        raiser();
      } catch (error) {
        sink = error;
      }
    }
  });
  const data = {
    "100,000 ints": "list(range(100_000))",
    "10,000 strings": "[f'string {i}' for i in range(10_000)]",
    "10,000 records": "[{'a': i, 'b': str(i), 'c': i / 2} for i in range(10_000)]",
  };
  for (const [name, code] of Object.entries(data)) {
    const list = pyodide.runPython(code);
    const array = list.toJs({ dict_converter: Object.fromEntries });
    await row(`toJs: ${name}`, (n) => {
      for (let i = 0; i < n; ++i) sink = list.toJs({ dict_converter: Object.fromEntries });
    });
    await row(`toPy: ${name}`, (n) => {
      for (let i = 0; i < n; ++i) pyodide.toPy(array).destroy();
    });
    list.destroy();
  }
  const length = pyodide.runPython("len");
  for (const [name, text] of [
    ["ASCII", "x".repeat(1e6)],
    ["not ASCII", "é€".repeat(5e5)],
  ])
    await row(`1 MB string into Python, ${name}`, (n) => {
      for (let i = 0; i < n; ++i) length(text);
    });
  await row("turn of the event loop: await a resolved promise", async (n) => {
    globalThis.benchCount = n;
    await pyodide.runPythonAsync(
      "from js import benchCount, Promise\nfor _ in range(benchCount): await Promise.resolve(1)",
    );
  });
  await row('runPythonAsync("1+1")', async (n) => {
    for (let i = 0; i < n; ++i) sink = await pyodide.runPythonAsync("1+1");
  });
  const waits = "from pyodide.ffi import can_run_sync\ncan_run_sync()";
  if (await pyodide.runPythonAsync(waits))
    await row("suspended call: run_sync of a resolved promise", async (n) => {
      globalThis.benchCount = n;
      await pyodide.runPythonAsync(
        "from js import benchCount, Promise\nfrom pyodide.ffi import run_sync\nfor _ in range(benchCount): run_sync(Promise.resolve(1))",
      );
    });
  return results;
}
