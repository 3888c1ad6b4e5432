import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fileOfDist, loadPyodide, lockOfDist, quiet, temporaryFolder } from "./dist.mjs";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const site = "/lib/python3.14/site-packages";

test("a package is installed with what it depends on, and only what the code imports", async () => {
  const pyodide = await loadPyodide();
  const loaded = await pyodide.loadPackagesFromImports(
    "import json\nfrom dateutil import parser\nimport nothing",
    quiet,
  );
  assert.deepEqual(
    loaded.map(({ name }) => name),
    ["python-dateutil", "tzdata"],
  );
  assert.deepEqual(Object.keys(pyodide.loadedPackages).sort(), ["python-dateutil", "tzdata"]);
  assert.equal(pyodide.runPython("from dateutil import parser; parser.parse('2026-11-23').year"), 2026);
  assert.equal(
    pyodide.runPython("import importlib.metadata as m; m.version('tzdata')"),
    pyodide.lockfile.packages.tzdata.version,
  );
  assert.deepEqual(await pyodide.loadPackagesFromImports("import tzdata", quiet), []);
});

test("names from Python are taken", async () => {
  const pyodide = await loadPyodide();
  const code =
    "import pyodide_js\nawait pyodide_js.loadPackage(['six'], messageCallback=lambda text: None)\nimport six\nsix.PY3";
  assert.equal(await pyodide.runPythonAsync(code), true);
});

test("a failed import of a package that can be had says how", async () => {
  const pyodide = await loadPyodide();
  assert.throws(
    () => pyodide.runPython("import dateutil.parser"),
    /package 'python-dateutil'.*\n.*loadPackage\("python-dateutil"\)/,
  );
  assert.throws(
    () => pyodide.runPython("import no_such_module"),
    (error) => {
      assert.match(error.message, /No module named 'no_such_module'/);
      assert.doesNotMatch(error.message, /loadPackage/);
      return true;
    },
  );
});

test("an unknown package is refused with a suggestion", async () => {
  const pyodide = await loadPyodide();
  await assert.rejects(pyodide.loadPackage("numppy", quiet), {
    message: "No known package with name 'numppy'; did you mean numpy?",
  });
});

test("a package that is damaged, missing or another than promised leaves nothing behind", async (context) => {
  const folder = temporaryFolder(context);
  const lock = lockOfDist();
  const { six } = lock.packages;
  const wheel = fileOfDist(six.file_name);
  const attempts = [
    [undefined, /cannot read the package six at \S+: there is no such file/],
    [
      wheel.subarray(0, wheel.length / 2),
      /the package six from \S+ is damaged or not the one that the lock file names/,
    ],
  ];
  for (const [bytes, message] of attempts) {
    if (bytes) writeFileSync(join(folder, six.file_name), bytes);
    const pyodide = await loadPyodide({ packageBaseUrl: folder });
    await assert.rejects(pyodide.loadPackage(["six"], quiet), message);
    assert.deepEqual(pyodide.FS.readdir(site), [".", ".."]);
    assert.deepEqual(pyodide.loadedPackages, {});
  }
  const pyodide = await loadPyodide({ packageBaseUrl: folder });
  await assert.rejects(
    pyodide.loadPackage(["six"], { ...quiet, checkIntegrity: false }),
    /not a whole zip archive/,
  );
  writeFileSync(join(folder, six.file_name), wheel);
  assert.equal((await pyodide.loadPackage(["six"], quiet)).length, 1);
});

test("a wheel by address is installed; extension modules wait for their import", async () => {
  const pyodide = await loadPyodide();
  const file = join(new URL(pyodide.lockfileBaseUrl).pathname, pyodide.lockfile.packages.msgpack.file_name);
  const address = pathToFileURL(file).href;
  await pyodide.loadPackage(address, quiet);
  assert.equal(pyodide.loadedPackages.msgpack, address);
  assert.deepEqual(pyodide._api.placedModules(), []);
  assert.deepEqual(pyodide.runPython("import msgpack; list(msgpack.packb([1]))").toJs(), [0x91, 1]);
  assert.equal(pyodide._api.placedModules().filter(({ kind }) => kind === "module").length, 1);
});

test("archives of each kind are unpacked", async () => {
  const pyodide = await loadPyodide();
  pyodide.runPython(`
    import shutil, os
    os.makedirs("src/folder"); open("src/folder/a.txt", "w").write("content")
    for format in ["zip", "tar", "gztar", "bztar", "xztar"]: shutil.make_archive("x-" + format, format, "src")
  `);
  for (const name of pyodide.FS.readdir(".").filter((name) => name.startsWith("x-"))) {
    const format = name.slice(2).split(".")[0];
    pyodide.unpackArchive(pyodide.FS.readFile(name), format, { extractDir: `out-${format}` });
    assert.equal(pyodide.FS.readFile(`out-${format}/folder/a.txt`, { encoding: "utf8" }), "content");
  }
});

test("lazily unpacked files behave like others", async () => {
  const pyodide = await loadPyodide();
  await pyodide.loadPackage("six", quiet);
  pyodide.runPython(`
    import os
    path = "${site}/six.py"
    size = os.path.getsize(path)
    with open(path, "ab") as file: file.write(b"# end")
    text = open(path, "rb").read()
    assert len(text) == size + 5 and text.startswith(b"#") and text.endswith(b"# end")
    os.truncate(path, 10)
    assert len(open(path, "rb").read()) == 10
    os.unlink(path)
    assert not os.path.exists(path)
  `);
});
