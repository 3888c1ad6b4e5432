import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPyodide, quiet } from "./dist.mjs";

const start = `
import json, random, uuid, tempfile
import numpy, numpy.linalg, numpy.random
from _pyodide_core import JsProxy
matrix = numpy.array([[2.0, 1.0], [1.0, 3.0]])
words = {"key": ["value", 7]}
def double(number):
    return number * 2
async def later(value):
    import asyncio
    await asyncio.sleep(0.001)
    return value
class Own(Exception):
    pass
def fail():
    raise Own("from the image")
`;

async function original() {
  const pyodide = await loadPyodide();
  await pyodide.loadPackage("numpy", quiet);
  pyodide.runPython(start);
  pyodide.FS.mkdirTree("/data/inner");
  pyodide.FS.writeFile("/data/inner/file.txt", "of the image");
  pyodide.FS.symlink("/data/inner/file.txt", "/data/link");
  pyodide.FS.chdir("/data");
  return pyodide;
}

const first = await original();
const image = first.makeMemorySnapshot();

test("NumPy computes right in an interpreter that came from an image", async () => {
  const pyodide = await loadPyodide({ _loadSnapshot: image });
  const product = pyodide.runPython("numpy.linalg.inv(matrix) @ matrix");
  assert.deepEqual(
    product.toJs().map((row) => Array.from(row, (x) => Math.round(x * 1e9) / 1e9 + 0)),
    [
      [1, 0],
      [0, 1],
    ],
  );
  assert.equal(
    pyodide.runPython("float(numpy.random.default_rng(5).standard_normal(1000).mean()) < 0.2"),
    true,
  );
  // The modules of numpy.fft are loaded only now.
  assert.equal(pyodide.runPython("import numpy.fft; str(numpy.fft.fft([1, 2, 3, 4])[1])"), "(-2+2j)");
  assert.ok(pyodide._api.placedModules().some(({ path }) => path.includes("_pocketfft_umath")));
  assert.equal(pyodide.loadedPackages.numpy, first.loadedPackages.numpy);
});

test("names, standard library and new imports are there", async () => {
  const pyodide = await loadPyodide({ _loadSnapshot: image });
  assert.equal(pyodide.runPython("json.dumps(words)"), '{"key": ["value", 7]}');
  assert.equal(pyodide.runPython("import colorsys, sqlite3; colorsys.rgb_to_hsv(1, 0, 0)[2]"), 1);
  assert.equal(pyodide.globals.get("double")(21), 42);
  assert.throws(() => pyodide.pyimport("no_such_module"), /No module named 'no_such_module'/);
});

test("calls go both ways, with proxies, identity and exceptions", async () => {
  const pyodide = await loadPyodide({ _loadSnapshot: image });
  const seen = { list: [1, 2], add: (a, b) => a + b };
  pyodide.registerJsModule("mine", seen);
  assert.equal(pyodide.runPython("import mine, js; mine.add(2, 3) + js.Math.max(4, 5) + len(mine.list)"), 12);
  assert.equal(pyodide.runPython("mine.list"), seen.list);
  assert.equal(pyodide.runPython("js is __import__('js') and isinstance(js, JsProxy)"), true);
  assert.equal(pyodide.runPython("import pyodide_js; pyodide_js.version"), pyodide.version);
  assert.equal(pyodide.runPython("pyodide_js"), pyodide);
  assert.throws(() => pyodide.globals.get("fail")(), { type: "Own", message: /from the image/ });
  const words = pyodide.globals.get("words");
  words.set("more", 1);
  assert.deepEqual(words.toJs(), { key: ["value", 7], more: 1 });
  words.destroy();
  assert.equal(
    pyodide.runPython("int(js.eval('2**40')) + sum(pyodide_js.toPy(js.eval('[1,2]')))"),
    2 ** 40 + 3,
  );
});

test("asyncio goes on, and sleeping calls where the engine has them", async () => {
  const pyodide = await loadPyodide({ _loadSnapshot: image });
  assert.equal(await pyodide.runPythonAsync("await later('awaited')"), "awaited");
  assert.deepEqual(
    (await pyodide.runPythonAsync("import asyncio\nawait asyncio.gather(later(1), later(2))")).toJs(),
    [1, 2],
  );
  if (WebAssembly.Suspending)
    assert.equal(
      await pyodide.runPythonAsync("from pyodide.ffi import run_sync\nrun_sync(later('waited'))"),
      "waited",
    );
});

test("files of the image are there, and belong to one interpreter", async () => {
  const [one, two] = await Promise.all([
    loadPyodide({ _loadSnapshot: image }),
    loadPyodide({ _loadSnapshot: image }),
  ]);
  assert.equal(one.runPython("open('link').read()"), "of the image");
  assert.equal(one.FS.readlink("/data/link"), "/data/inner/file.txt");
  one.runPython("f = open('inner/file.txt', 'r+'); f.write('OF'); f.close()");
  assert.equal(one.runPython("open('inner/file.txt').read()"), "OF the image");
  assert.equal(two.runPython("open('inner/file.txt').read()"), "of the image");
  assert.equal(first.runPython("open('inner/file.txt').read()"), "of the image");
  const times = (pyodide) => pyodide.FS.stat("/data/inner").mtime.getTime();
  assert.equal(times(two), times(first));
});

test("interpreters of one image are independent of each other and of the original", async () => {
  const [one, two] = await Promise.all([
    loadPyodide({ _loadSnapshot: image }),
    loadPyodide({ _loadSnapshot: image }),
  ]);
  one.runPython("matrix[0, 0] = 100; words['only'] = 'one'");
  two.runPython("matrix = None");
  assert.equal(one.runPython("float(matrix.sum())"), 105);
  assert.equal(two.runPython("matrix is None and 'only' not in words"), true);
  assert.equal(first.runPython("float(matrix.sum())"), 7);
  assert.equal(first.runPython("import numpy.fft; str(numpy.fft.fft([1, 2])[1])"), "(-1+0j)");
});

test("random numbers are drawn anew", async () => {
  const draw = (pyodide) =>
    pyodide
      .runPython("(random.random(), float(numpy.random.rand()), str(uuid.uuid4()), tempfile.mktemp())")
      .toJs();
  const runtimes = await Promise.all([
    loadPyodide({ _loadSnapshot: image }),
    loadPyodide({ _loadSnapshot: image }),
  ]);
  const [one, two] = runtimes.map(draw);
  for (const i of one.keys()) assert.notEqual(one[i], two[i]);
});

test("an image of an interpreter that came from an image works, and the environment can be added to", async () => {
  const second = await loadPyodide({ _loadSnapshot: image });
  second.runPython("generation = 2; big = bytearray(60_000_000); import numpy.fft");
  const next = second.makeMemorySnapshot();
  const third = await loadPyodide({ _loadSnapshot: next, env: { MORE: "ünï" } });
  assert.equal(
    third
      .runPython("import os; (generation, len(big), os.environ['MORE'], os.environ['HOME'])")
      .toJs()
      .join(),
    "2,60000000,ünï,/home/pyodide",
  );
  assert.equal(third.runPython("str(numpy.fft.fft([1, 2])[1])"), "(-1+0j)");
});

test("streams of the new interpreter are its own", async () => {
  const lines = [];
  const pyodide = await loadPyodide({
    _loadSnapshot: image,
    stdout: (line) => lines.push(line),
    stdin: () => "typed",
  });
  pyodide.runPython("print('printed', input())");
  assert.deepEqual(lines, ["printed typed"]);
});

test("packages can be installed on top of an image", async () => {
  const pyodide = await loadPyodide({ _loadSnapshot: image, packages: ["six"] });
  assert.equal(pyodide.runPython("import six; six.PY3"), true);
  assert.deepEqual(await pyodide.loadPackage("numpy", quiet), []);
});

test("values that Python keeps travel by name, or by a serializer", async () => {
  const pyodide = await loadPyodide();
  pyodide.registerJsModule("settings", { level: 3 });
  pyodide.runPython("import settings, js; parse = js.JSON; here = js.globalThis");
  const bytes = pyodide.makeMemorySnapshot({ serializer: (value) => ({ level: value.level }) });
  await assert.rejects(loadPyodide({ _loadSnapshot: bytes }), /pass _snapshotDeserializer with it/);
  const next = await loadPyodide({
    _loadSnapshot: bytes,
    _snapshotDeserializer: (saved) => ({ ...saved, extra: 1 }),
  });
  assert.equal(next.runPython("settings.level + settings.extra + parse.parse('[5]')[0]"), 9);
  assert.equal(next.runPython("parse is js.JSON and here is js.globalThis"), true);
});
