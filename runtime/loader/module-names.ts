// Names on `pyodide._module` besides Emscripten's own. pytest-pyodide, with which package authors test in browsers, needs
// each of them: it moves objects by their addresses and checks that no proxy and no JavaScript reference is left.

import type { BridgeInterface } from "../bridge/types.ts";
import type { RunningMain } from "./main-module.ts";

const functionsOfPython = [
  "Py_IncRef",
  "Py_DecRef",
  "PyDict_SetItem",
  "PyErr_Occurred",
  "PyErr_Clear",
  "PyErr_SetString",
  "PyErr_CheckSignals",
  "PyEval_SaveThread",
  "PyEval_RestoreThread",
  "free",
];

export function moduleNames({ exports }: RunningMain, bridge: BridgeInterface): object {
  const all = exports as unknown as Record<string, (...args: number[]) => number>;
  const found = functionsOfPython.filter((name) => typeof all[name] === "function");
  return {
    ...Object.fromEntries(found.map((name) => [`_${name}`, all[name]])),
    /** Called when a Python error was left set. */
    _pythonexc2js() {
      all["PyErr_Print"]?.();
      throw new Error("a Python error was left set; it is printed on standard error");
    },
    hiwire: { num_keys: () => bridge.liveCounts().references },
    pyproxy_alloc_map: {
      get size() {
        return bridge.liveCounts().proxies;
      },
    },
    // The counts are always kept, and no method object outlives its call.
    enable_pyproxy_allocation_tracing() {},
    disable_pyproxy_allocation_tracing() {},
    _clear_method_call_singleton() {},
  };
}
