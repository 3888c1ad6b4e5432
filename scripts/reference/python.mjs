// Pages of the Python API, made inside the runtime by python.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * @param {string} dist folder of a distribution
 * @returns {Promise<Record<string, string>>} file name -> text
 */
export async function pythonPages(dist) {
  const { loadPyodide } = await import(pathToFileURL(join(dist, "pyodide.mjs")));
  const pyodide = await loadPyodide();
  pyodide.runPython(readFileSync(new URL("python.py", import.meta.url), "utf8"));
  return pyodide.runPython("pages()").toJs();
}
