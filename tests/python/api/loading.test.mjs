import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { changedDist, dist, fileOfDist, loadPyodide, loadWithOutput, lockOfDist, version } from "./dist.mjs";

test("the CommonJS file gives the same function and starts Python", async () => {
  const loader = createRequire(import.meta.url)(join(dist, "pyodide.js"));
  assert.equal(loader.version, version);
  const pyodide = await loader.loadPyodide();
  assert.equal(pyodide.runPython("6 * 7"), 42);
  assert.equal(pyodide.version, version);
});

test("options reach Python", async () => {
  const seen = [];
  const { pyodide, lines } = await loadWithOutput({
    args: ["-X", "utf8", "-W", "error", "-c", "pass", "one", "two"],
    env: { HOME: "/home/someone", COLOUR: "grün" },
    jsglobals: { answer: 42 },
    packages: ["six"],
    fsInit(FS, { sitePackages }) {
      seen.push(sitePackages);
      FS.writeFile("/home/someone/early.txt", "here before Python");
    },
  });
  assert.deepEqual(seen, ["/lib/python3.14/site-packages"]);
  assert.deepEqual(pyodide.runPython("import sys; sys.argv").toJs(), ["-c", "one", "two"]);
  assert.equal(pyodide.runPython("import os; os.environ['COLOUR']"), "grün");
  assert.equal(pyodide.runPython("os.getcwd()"), "/home/someone");
  assert.equal(
    pyodide.runPython("import pathlib; pathlib.Path('early.txt').read_text()"),
    "here before Python",
  );
  assert.equal(pyodide.runPython("import js; js.answer"), 42);
  assert.equal(pyodide.runPython("import six; six.__name__"), "six");
  assert.deepEqual(lines.stderr, []);
});

test("the folder may be given as a path, relative, without its last slash, or as an address", async () => {
  for (const indexURL of [dist, `${dist}/`, relative(process.cwd(), dist), pathToFileURL(dist).href]) {
    const pyodide = await loadPyodide({ indexURL });
    assert.equal(pyodide.runPython("1 + 1"), 2);
  }
});

test("a lock file may be handed over as object, text or promise", async () => {
  const lock = lockOfDist();
  for (const lockFileContents of [lock, JSON.stringify(lock), Promise.resolve(lock)]) {
    const pyodide = await loadPyodide({ lockFileContents });
    assert.deepEqual(Object.keys(pyodide.lockfile.packages), Object.keys(lock.packages));
  }
});

test("two interpreters do not know each other", async () => {
  const [one, two] = await Promise.all([loadPyodide(), loadPyodide()]);
  one.runPython("x = 1");
  assert.throws(() => two.runPython("x"), /NameError: name 'x' is not defined/);
});

test("contradicting options are refused", async () => {
  await assert.rejects(loadPyodide({ lockFileURL: "a", lockFileContents: "{}" }), /not both/);
  await assert.rejects(loadPyodide({ env: { A: 1 } }), /env\.A must be a string/);
});

const damages = [
  ["pyodide.asm.wasm", /the interpreter at \S+pyodide\.asm\.wasm is damaged or cut off; .*kelp dist/],
  ["pyodide-lock.json", /the list of packages at \S+pyodide-lock\.json is damaged or cut off; .*kelp dist/],
  ["python_stdlib.zip", /the standard library at \S+python_stdlib\.zip is damaged or cut off; .*kelp dist/],
];
for (const [name, message] of damages) {
  test(`a cut-off ${name} is refused in one sentence that says what to do`, async (context) => {
    const bytes = fileOfDist(name);
    const indexURL = changedDist(context, { [name]: bytes.subarray(0, bytes.length * 0.7) });
    await assert.rejects(loadPyodide({ indexURL }), (error) => {
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}

test("a missing file is named", async (context) => {
  const indexURL = changedDist(context, {});
  await assert.rejects(loadPyodide({ indexURL, stdLibURL: join(indexURL, "absent.zip") }), {
    message: `cannot read the standard library at ${join(indexURL, "absent.zip")}: there is no such file`,
  });
});

test("a lock file for another Python is refused", async () => {
  const lock = lockOfDist();
  lock.info.python = "3.13.2";
  await assert.rejects(
    loadPyodide({ lockFileContents: lock }),
    /it is for Python 3\.13\.2, and this is Python 3\.14/,
  );
});

test("arguments that Python does not know are reported with what Python said", async () => {
  const { lines } = { lines: [] };
  await assert.rejects(
    loadPyodide({ args: ["--nonsense"], stderr: (line) => lines.push(line) }),
    /Python did not start/,
  );
  assert.match(lines.join("\n"), /nonsense/);
});
