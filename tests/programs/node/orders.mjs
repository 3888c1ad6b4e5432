// A script for Node: reads a folder of the machine in Python, writes a report there, and answers on standard output.
//   node orders.mjs ADDRESS-OF-PYODIDE FOLDER

import { readFileSync } from "node:fs";
import { join } from "node:path";

const [address, folder] = process.argv.slice(2);
const { loadPyodide, version } = await import(address);

const lines = ["Ada\n", "3\n"];
const pyodide = await loadPyodide({ stdin: () => lines.shift() ?? null, env: { LANG: "C.UTF-8" } });
pyodide.mountNodeFS("/work", folder);
pyodide.registerJsModule("rates", {
  euro: 1.0,
  dollar: 1.25,
  async later(x) {
    return x * 2;
  },
});
pyodide.runPython(`
import csv
import json
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

import rates

def report(folder):
    database = sqlite3.connect(":memory:")
    database.execute("create table orders (customer text, amount real, currency text)")
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(r["customer"], float(r["amount"]), r["currency"]) for r in csv.DictReader(file)]
        database.executemany("insert into orders values (?, ?, ?)", rows)
    totals = defaultdict(float)
    for customer, amount, currency in database.execute("select * from orders order by rowid"):
        totals[customer] += amount / getattr(rates, currency)
    result = {customer: round(total, 2) for customer, total in sorted(totals.items())}
    (Path(folder) / "report.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    return result
`);

const report = pyodide.globals.get("report");
const totals = report("/work").toJs();
report.destroy();
console.log(JSON.stringify(Object.entries(totals)));
console.log(readFileSync(join(folder, "report.json"), "utf8"));

console.log(await pyodide.runPythonAsync("await rates.later(21)"));
console.log(pyodide.runPython("input() + ' ordered ' + input()"));
const point = pyodide.runPython(
  "from dataclasses import dataclass\n@dataclass\nclass P:\n  x: int\n  y: int\nP(1, 2)",
);
console.log(point.x, point.y, String(point), point.type);
point.x = 10;
console.log(pyodide.runPython("lambda p: p.x + p.y")(point));
const callback = pyodide.runPython("lambda *a, **k: (a, k)");
console.log(
  JSON.stringify(callback.callKwargs(1, "two", { three: 3 }).toJs({ dict_converter: Object.fromEntries })),
);
const view = pyodide.runPython("memoryview(bytearray(range(12))).cast('B', (3, 4))").getBuffer();
console.log(view.shape, view.strides, view.data.length, view.data[7]);
view.release();
try {
  pyodide.runPython(
    "from pyodide.ffi import JsException\nimport js\ntry:\n  js.JSON.parse('{')\nexcept JsException as e:\n  raise ValueError('no JSON') from e",
  );
} catch (error) {
  console.log(error.type, error.message.trimEnd().split("\n").at(-1), error.message.includes("direct cause"));
}
pyodide.runPython("import sys; print('to the error stream', file=sys.stderr); print('to the output')");
console.log(typeof version, pyodide.runPython("sys.platform"), pyodide.version === version);
