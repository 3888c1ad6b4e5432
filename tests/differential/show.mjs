// One line for any value: its kind and its content. Runs in Node and in the page.

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

/** What a JavaScript snippet has at hand besides `pyodide`. */
function helpers(pyodide) {
  const py = (code) => pyodide.runPython(code, { globals: pyodide.toPy({}) });
  return {
    py,
    /** A Python value, converted. */
    toJs(code, options) {
      const value = py(code);
      return value?.toJs ? value.toJs(options) : value;
    },
    /** A JavaScript value, converted: its type in Python and its content. */
    asPy(value, options) {
      const converted = pyodide.toPy(value, options);
      return converted?.type ? `${converted.type} ${py(contentPython)(converted)}` : converted;
    },
    /** How Python sees a value: its type, and its content where that is plain. */
    seen: (value) => py(seenPython)(value),
    /** A promise's end, as [kind, value]. */
    end: (promise) =>
      Promise.resolve(promise).then(
        (value) => ["fulfilled", value],
        (error) => ["rejected", error],
      ),
  };
}

const contentPython = "lambda v: repr(v.tolist()) if isinstance(v, memoryview) else repr(v)";
const seenPython = `
def seen(x):
    text = ascii(x) if isinstance(x, str) else repr(x) if isinstance(x, (int, float, type(None))) else ""
    return f"{type(x).__name__} {text}"
seen
`;

/** Runs a row's snippet; an error is a result like any other. */
export async function evaluate(pyodide, row) {
  try {
    if (row.py !== undefined)
      return await pyodide
        .runPythonAsync(`${preludePython}\n${row.py}`, { globals: pyodide.toPy({}) })
        .then(String);
    const names = helpers(pyodide);
    // Braces hold statements; anything else is an expression.
    const body = row.js.startsWith("{") ? row.js : `{ return (${row.js}); }`;
    const run = new Function("pyodide", ...Object.keys(names), `return (async () => ${body})()`);
    return show(pyodide, await run(pyodide, ...Object.values(names)));
  } catch (error) {
    if (error instanceof pyodide.ffi.PythonError) return `raises ${error.message.trim().split("\n").at(-1)}`;
    if (!(error instanceof Error)) return `throws ${show(pyodide, error)}`;
    return `throws ${error.name}: ${error.message.split("\n")[0]}`;
  }
}

// The last expression of a Python snippet is shown by str().
const preludePython = `
import js
from js import eval as js_eval
from pyodide.ffi import *
def show(value):
    return f"{type(value).__name__} {value!r}"
`;
