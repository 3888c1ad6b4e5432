// NumPy kernels inside the runtime; bench/numpy_kernels.py holds them.
import { readFile } from "node:fs/promises";

/** @returns {Promise<Record<string, number>>} milliseconds, by name */
export async function measure(pyodide) {
  await pyodide.loadPackage("numpy");
  const source = await readFile(new URL("./numpy_kernels.py", import.meta.url), "utf8");
  pyodide.runPython(source, { globals: pyodide.globals });
  return JSON.parse(pyodide.runPython("main()"));
}
