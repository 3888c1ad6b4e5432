import assert from "node:assert/strict";
import { test } from "node:test";
import { changedDist, fileOfDist, loadPyodide } from "./dist.mjs";

test("each kept JavaScript value without a name is told with who holds it", async () => {
  const pyodide = await loadPyodide();
  pyodide.registerJsModule("plain", { answer: () => 42 });
  pyodide.runPython("import plain\nkept = plain.answer");
  assert.throws(
    () => pyodide.makeMemorySnapshot(),
    (error) => {
      assert.match(error.message, /Python keeps JavaScript values that another instance cannot have/);
      assert.match(error.message, /an object of class Object, kept by JsProxy in .*'plain'/);
      assert.match(error.message, /the function answer, kept by /);
      return true;
    },
  );
  pyodide.runPython("import sys; del kept, plain, sys.modules['plain']");
  pyodide.unregisterJsModule("plain");
  assert.ok(pyodide.makeMemorySnapshot().length > 1e6);
});

test("an image is refused while something goes on", async () => {
  const pyodide = await loadPyodide();
  pyodide.runPython("import asyncio; task = asyncio.ensure_future(asyncio.sleep(1))");
  assert.throws(() => pyodide.makeMemorySnapshot(), /callbacks/);
  await new Promise((resolve) => setTimeout(resolve, 20));
  pyodide.runPython("task.cancel()");
  await new Promise((resolve) => setTimeout(resolve, 20));
  pyodide.runPython("import pyodide_js");
  assert.throws(() => pyodide.runPython("pyodide_js.makeMemorySnapshot()"), /Python is running/);
  pyodide.runPython(
    "import sys; sys.last_exc = sys.last_value = sys.last_traceback = None; f = open('/tmp/open', 'w')",
  );
  assert.throws(() => pyodide.makeMemorySnapshot(), /files are open \(\/tmp\/open\); close them first/);
  pyodide.runPython("f.close()");
  pyodide.mountNodeFS("/mnt/here", process.cwd());
  assert.throws(() => pyodide.makeMemorySnapshot(), /\/mnt\/here is a mounted folder/);
});

test("a damaged or cut off image is refused before anything starts", async () => {
  const image = (await loadPyodide()).makeMemorySnapshot();
  const refused = (bytes, reason) => assert.rejects(loadPyodide({ _loadSnapshot: bytes }), reason);
  await refused(new Uint8Array(5000), /cannot start from this memory image: it is not a memory image/);
  await refused(image.slice(0, 20), /it is not a memory image/);
  await refused(image.slice(0, image.length / 2), /it has \d+ bytes and should have \d+/);
  for (const at of [60, image.length >> 1, image.length - 9]) {
    const damaged = image.slice();
    damaged[at] ^= 1;
    await refused(damaged, /its content is damaged/);
  }
  const newer = image.slice();
  newer[24] = 77;
  await refused(newer, /it is of format 77 and this runtime reads format 1/);
  await refused("text", /must be the bytes that makeMemorySnapshot gave/);
  await assert.rejects(
    loadPyodide({ _loadSnapshot: image, args: ["-c", "1"] }),
    /args are for Python's start/,
  );
});

test("an image of another build is refused", async (context) => {
  const main = fileOfDist("pyodide.asm.wasm");
  main[main.indexOf("build_id") + "build_id".length + 5] ^= 1;
  const indexURL = changedDist(context, { "pyodide.asm.wasm": main });
  const image = (await loadPyodide({ indexURL })).makeMemorySnapshot();
  assert.equal((await loadPyodide({ indexURL, _loadSnapshot: image })).runPython("40 + 2"), 42);
  await assert.rejects(loadPyodide({ _loadSnapshot: image }), /it was made by another build of the runtime/);
});
