// Folders that are copied in and out: mountNativeFS, and Emscripten's IDBFS.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openPage } from "./support.mjs";

const browser = await openPage();
const limit = { timeout: 120_000 };
beforeEach(async () => {
  await browser.reload();
  await browser.load();
});

const mountNative = async (pyodide) => {
  const root = await navigator.storage.getDirectory();
  globalThis.folder = await root.getDirectoryHandle("shared", { create: true });
  globalThis.native = await pyodide.mountNativeFS("/native", globalThis.folder);
};

/** What the browser's folder holds, by path. */
const inFolder = async () => {
  const found = {};
  const look = async (folder, path) => {
    for await (const [name, handle] of folder.entries())
      if (handle.kind === "directory") await look(handle, `${path}${name}/`);
      else found[path + name] = await (await handle.getFile()).text();
  };
  await look(globalThis.folder, "");
  return found;
};

test(
  "a private folder is mounted without a question, and syncfs carries changes both ways",
  limit,
  async () => {
    await browser.run(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle("shared", { create: true });
      const sub = await folder.getDirectoryHandle("sub", { create: true });
      const file = await sub.getFileHandle("there.txt", { create: true });
      const writer = await file.createWritable();
      await writer.write("from the browser");
      await writer.close();
    });
    await browser.run(mountNative);
    const seen = await browser.run((pyodide) =>
      pyodide.runPython(`
import os
text = open("/native/sub/there.txt").read()
os.makedirs("/native/new/deep")
open("/native/new/deep/here.txt", "w").write("from Python")
os.remove("/native/sub/there.txt")
text`),
    );
    assert.equal(seen, "from the browser");
    await browser.run(() => globalThis.native.syncfs());
    assert.deepEqual(await browser.run(inFolder), { "new/deep/here.txt": "from Python" });

    await browser.run(async () => {
      const file = await globalThis.folder.getFileHandle("later.txt", { create: true });
      const writer = await file.createWritable();
      await writer.write("later");
      await writer.close();
      await globalThis.native.syncfs();
    });
    assert.equal(
      await browser.run((pyodide) => pyodide.runPython(`open("/native/later.txt").read()`)),
      "later",
    );
  },
);

test("what syncfs has written is there after the page was loaded anew", limit, async () => {
  await browser.run(mountNative);
  const names = (pyodide) => pyodide.runPython("import os; sorted(os.listdir('/native'))").toJs();
  assert.deepEqual(await browser.run(names), ["later.txt", "new"]);
});

test("what is no folder, and a folder that is not empty, are refused", limit, async () => {
  await assert.rejects(
    () => browser.run((pyodide) => pyodide.mountNativeFS("/n", {})),
    /mountNativeFS expects a FileSystemDirectoryHandle/,
  );
  await assert.rejects(
    () =>
      browser.run(async (pyodide) => {
        pyodide.FS.mkdir("/full");
        pyodide.FS.writeFile("/full/x", "");
        await pyodide.mountNativeFS("/full", await navigator.storage.getDirectory());
      }),
    /the folder \/full is not empty/,
  );
});

test("files of IDBFS survive a reload", limit, async () => {
  const mount = async (pyodide) => {
    const { FS } = pyodide;
    FS.mkdirTree("/idb");
    FS.mount(FS.filesystems.IDBFS, {}, "/idb");
    globalThis.sync = (populate) =>
      new Promise((resolve, reject) => FS.syncfs(populate, (error) => (error ? reject(error) : resolve())));
    await globalThis.sync(true);
  };
  await browser.run(mount);
  await browser.run((pyodide) => {
    pyodide.runPython(
      `import os\nos.makedirs("/idb/a")\nopen("/idb/a/größe", "wb").write(bytes(range(256)))`,
    );
    return globalThis.sync(false);
  });
  await browser.reload();
  await browser.load();
  await browser.run(mount);
  const seen = await browser.run((pyodide) =>
    pyodide.runPython(`open("/idb/a/größe", "rb").read() == bytes(range(256))`),
  );
  assert.equal(seen, true);
});
