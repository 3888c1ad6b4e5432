// The worker's side: one interpreter, which answers requests one after the other.

import { loadPyodide } from "/pyodide/pyodide.mjs";

const line = (prefix) => (text) => self.postMessage({ kind: "line", line: prefix + text });
const ready = loadPyodide({
  stdout: line("out: "),
  stderr: line("err: "),
  env: { HOME: "/home/worker", GREETING: "from the page" },
  args: [],
});

const requests = {
  async run(pyodide, { source, values }) {
    await pyodide.loadPackagesFromImports(source);
    const dict = pyodide.globals.get("dict");
    const globals = dict(Object.entries(values));
    try {
      const result = await pyodide.runPythonAsync(source, { globals, filename: "request.py" });
      if (!(result instanceof pyodide.ffi.PyProxy)) return result;
      const copy = result.toJs({ dict_converter: Object.fromEntries, create_pyproxies: false });
      result.destroy();
      return copy;
    } finally {
      globals.destroy();
      dict.destroy();
    }
  },

  /** Runs to its end without letting anything else run: what an interrupt is for. */
  runSync(pyodide, { source }) {
    return pyodide.runPython(source, { filename: "request.py" });
  },

  async install(pyodide, { addresses }) {
    const installed = await pyodide.loadPackage(addresses, { messageCallback() {}, errorCallback() {} });
    return installed.map(({ name, version }) => `${name} ${version}`).sort();
  },

  sum(pyodide, { numbers }) {
    const total = pyodide.runPython(`
      def total(numbers):
          view = numbers.to_memoryview()
          assert view.format == "d", view.format
          return sum(view)
      total
    `);
    try {
      return total(numbers);
    } finally {
      total.destroy();
    }
  },
};

self.addEventListener("message", async ({ data }) => {
  const pyodide = await ready;
  if (data.kind === "interrupt buffer") {
    pyodide.setInterruptBuffer(data.buffer);
    return;
  }
  const { id } = data;
  try {
    self.postMessage({ kind: "result", id, result: await requests[data.kind](pyodide, data) });
  } catch (error) {
    self.postMessage({ kind: "error", id, type: error.type ?? error.name, text: error.message });
  }
});
