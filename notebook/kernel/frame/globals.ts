// What JavaScript cells find in the frame: `py` (Python's variables), `kelp`, `iodide.output`, and a console that also
// writes under the cell.
import type { CellPort } from "./cell-port.ts";
import { inspect } from "./inspect.ts";
import { NdView } from "./nd-view.ts";
import type { PythonRunner } from "./python.ts";
import type { PyProxy } from "./runtime-api.ts";

interface Parts {
  readonly python: PythonRunner;
  readonly cell: CellPort;
}

export function installGlobals({ python, cell }: Parts): void {
  const shared = {
    py: pythonVariables(python),
    kelp: Object.freeze({
      /** A Python buffer without a copy. */
      view: (source: PyProxy) => new NdView(source),
      display: (value: unknown) => display(cell, value),
      /** The element in which the cell that runs may draw. */
      get output() {
        return cell.slot();
      },
    }),
    iodide: Object.freeze({
      output: Object.freeze({
        text: (text: unknown) => cell.write("stdout", `${text}\n`),
        element: (tag: string) => cell.slot().appendChild(document.createElement(tag)),
      }),
    }),
  };
  for (const [name, value] of Object.entries(shared)) {
    Object.defineProperty(globalThis, name, {
      value,
      enumerable: true,
      configurable: false,
      writable: false,
    });
  }
  echoConsole(cell);
}

function display(cell: CellPort, value: unknown): void {
  if (value instanceof Node) cell.showNode(value);
  else cell.display({ "text/plain": typeof value === "string" ? value : inspect(value) }, false);
}

/** `py.x` reads and writes the variable x of the notebook's Python. */
function pythonVariables(python: PythonRunner): object {
  return new Proxy(Object.create(null) as object, {
    get: (_, name) => (typeof name === "string" ? python.pyodide.globals.get(name) : undefined),
    set: (_, name, value) => {
      if (typeof name !== "string") return false;
      python.pyodide.globals.set(name, value);
      return true;
    },
    has: (_, name) => typeof name === "string" && python.pyodide.globals.has(name),
    deleteProperty: (_, name) => {
      if (typeof name === "string") python.pyodide.globals.delete(name);
      return typeof name === "string";
    },
  });
}

const levels = { log: "stdout", info: "stdout", debug: "stdout", warn: "stderr", error: "stderr" } as const;

function echoConsole(cell: CellPort): void {
  for (const [level, stream] of Object.entries(levels) as [keyof typeof levels, "stdout" | "stderr"][]) {
    const original = console[level].bind(console);
    console[level] = (...values: unknown[]) => {
      original(...values);
      cell.write(
        stream,
        `${values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ")}\n`,
      );
    };
  }
}
