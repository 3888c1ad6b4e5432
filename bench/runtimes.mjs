// The two runtimes that are compared, each started with the same options.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The folder that holds `pyodide.mjs` of a runtime: "kelp" (dist/ or $KELP_DIST) or "reference". */
export function folderOf(runtime) {
  if (runtime === "kelp") return path.resolve(process.env.KELP_DIST ?? path.join(root, "dist"));
  return path.dirname(createRequire(import.meta.url).resolve("pyodide/pyodide.mjs"));
}

/** Starts a runtime and returns its API object. Output of Python is dropped. */
export async function start(runtime, options = {}) {
  const { loadPyodide } = await import(pathToFileURL(path.join(folderOf(runtime), "pyodide.mjs")).href);
  return loadPyodide({ stdout: () => {}, stderr: () => {}, ...options });
}
