// A program that uses the documented API; tests/types/run.mjs compiles it against a distribution's types.

import { loadPyodide, version, type PyodideAPI, type PyodideConfig } from "pyodide";
import type { PyBuffer, PyCallable, PyDict, PyGenerator, PyProxy, PySequence } from "pyodide/ffi";

const options: PyodideConfig = {
  indexURL: "/pyodide/",
  packages: ["numpy"],
  stdout: (line: string) => console.log(line),
  stdin: () => null,
  env: { HOME: "/home/me" },
  args: ["-x"],
  fsInit: async (FS, { sitePackages }) => FS.mkdirTree(sitePackages),
};

async function main(): Promise<void> {
  const pyodide: PyodideAPI = await loadPyodide(options);
  const level: string = version;
  const sum: number = pyodide.runPython("1 + 1", { filename: "sum.py" });
  await pyodide.runPythonAsync("await f()", { globals: pyodide.toPy({ f: async () => 1 }) });
  const list = pyodide.runPython("[1, 2]") as PySequence;
  const length: number = list.length;
  const plain: number[] = list.toJs({ depth: 1, create_pyproxies: false });
  list.destroy();
  const dict = pyodide.globals.get("names") as PyDict;
  dict.set("a", sum + length + plain.length);
  if (dict.has("a")) dict.delete("a");
  const double = pyodide.globals.get("double") as PyCallable;
  double.callKwargs(1, { by: 2 });
  const later: Promise<unknown> = double.callPromising(3);
  await later;
  const view = (pyodide.globals.get("array") as PyBuffer).getBuffer("f64");
  view.data[0] = view.shape[0] ?? 0;
  view.release();
  const generator = pyodide.globals.get("generator") as PyGenerator;
  for (const value of generator) console.log(value, level);
  generator.return(undefined);
  const loaded = await pyodide.loadPackage(["numpy"], { messageCallback: () => {}, checkIntegrity: true });
  loaded.forEach(({ name, version, fileName }) => console.log(name, version, fileName));
  pyodide.registerJsModule("mine", { a: 1 });
  pyodide.setStdin({ stdin: () => "line", isatty: false });
  pyodide.setStdout({ write: (buffer) => buffer.length, isatty: true });
  pyodide.setInterruptBuffer(new Uint8Array(new SharedArrayBuffer(1)));
  const module: PyProxy = pyodide.pyimport("math");
  try {
    module["sqrt"](-1);
  } catch (error) {
    if (error instanceof pyodide.ffi.PythonError) console.log(error.type, error.message);
  }
}

void main();
