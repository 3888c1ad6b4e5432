// An image of an interpreter outlives the page: it is kept in a file and read after a reload, in the page and in a worker.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./support.mjs";

const browser = await openPage();
await browser.load({ packages: ["numpy"] });

const keep = async (pyodide) => {
  pyodide.runPython("import json, numpy\nmatrix = numpy.arange(6.0).reshape(2, 3)\nwords = {'a': [1, None]}");
  pyodide.FS.writeFile("/home/note.txt", "größe");
  const image = pyodide.makeMemorySnapshot();
  const folder = await navigator.storage.getDirectory();
  const writer = await (await folder.getFileHandle("image", { create: true })).createWritable();
  await writer.write(image);
  await writer.close();
  return image.byteLength;
};

const restore = async () => {
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle("image")).getFile();
  const { loadPyodide } = await import("/dist/pyodide.mjs");
  const pyodide = await loadPyodide({ _loadSnapshot: new Uint8Array(await file.arrayBuffer()) });
  const values = await pyodide.runPythonAsync(`
import asyncio, js, numpy.fft
await asyncio.sleep(0.001)
[(matrix @ matrix.T).tolist(), json.dumps(words), open("/home/note.txt").read(), str(numpy.fft.fft([1, 2, 3, 4])[1]), js.Math.abs(-3)]`);
  return values.toJs();
};

const expected = [
  [
    [5, 14],
    [14, 50],
  ],
  '{"a": [1, null]}',
  "größe",
  "(-2+2j)",
  3,
];

test("an image of NumPy is restored after a reload of the page", { timeout: 60_000 }, async () => {
  assert.ok((await browser.run(keep)) > 20_000_000);
  await browser.reload();
  await browser.load();
  assert.deepEqual(await browser.run(restore), expected);
});

test("an image that a page made is restored in a worker", { timeout: 60_000 }, async () => {
  const worker = await browser.worker("restored");
  assert.deepEqual(await worker.run(restore), expected);
});
