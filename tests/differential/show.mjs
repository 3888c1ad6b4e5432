// One line for any value: its kind and its content.

/** @param {any} pyodide @param {any} value */
export function show(pyodide, value) {
  const seen = new Set();
  const inner = (v) => {
    if (v instanceof pyodide.ffi.PyProxy) return `PyProxy(${v.type} ${v.toString()})`;
    if (typeof v === "string") return JSON.stringify(v);
    if (typeof v === "bigint") return `${v}n`;
    if (typeof v === "symbol" || v === null || (typeof v !== "object" && typeof v !== "function"))
      return String(Object.is(v, -0) ? "-0" : String(v));
    if (typeof v === "function") return `function ${v.name}`;
    if (seen.has(v)) return "(again)";
    seen.add(v);
    if (Array.isArray(v)) return `[${Array.from(v, inner).join(", ")}]`;
    if (v instanceof Set) return `Set{${[...v].map(inner).join(", ")}}`;
    if (v instanceof Map) return `Map{${[...v].map(([k, x]) => `${inner(k)}: ${inner(x)}`).join(", ")}}`;
    if (ArrayBuffer.isView(v))
      return `${v.constructor.name}[${v instanceof DataView ? v.byteLength : [...v].join(", ")}]`;
    if (v instanceof pyodide.ffi.PythonError) return `PythonError(${v.type})`;
    if (v instanceof Error) return `${v.name}(${v.message.split("\n")[0]})`;
    return `{${Object.entries(v)
      .map(([k, x]) => `${k}: ${inner(x)}`)
      .join(", ")}}`;
  };
  return `${value === null ? "null" : typeof value} ${inner(value)}`;
}

/** Runs a row's snippet; an error is a result like any other. */
export async function evaluate(pyodide, row) {
  try {
    if (row.py !== undefined)
      return await pyodide
        .runPythonAsync(`${preludePython}\n${row.py}`, { globals: pyodide.toPy({}) })
        .then(String);
    const body = new Function("pyodide", "py", `return (async () => (${row.js}))()`);
    const py = (code) => pyodide.runPython(code, { globals: pyodide.toPy({}) });
    return show(pyodide, await body(pyodide, py));
  } catch (error) {
    if (error instanceof pyodide.ffi.PythonError) return `raises ${error.message.trim().split("\n").at(-1)}`;
    return `throws ${error.name}: ${String(error.message).split("\n")[0]}`;
  }
}

// The last expression of a Python snippet is shown by repr().
const preludePython = `
import js
from js import eval as js_eval
from pyodide.ffi import *
def show(value):
    return f"{type(value).__name__} {value!r}"
`;
