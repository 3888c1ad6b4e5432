// Hostile paths: an OSError or the right result, as native Python has it; never a broken interpreter.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { loadPyodide, temporaryFolder } from "./dist.mjs";

const cases = readFileSync(new URL("path-cases.py", import.meta.url), "utf8");
const seed = Number(process.env.KELP_SEED ?? 20261123);
let pyodide;
before(async () => {
  pyodide = await loadPyodide();
});

/** The lines of native Python, as somebody without special rights. */
function native(context) {
  const folder = temporaryFolder(context);
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "work"));
  chmodSync(join(folder, "work"), 0o777);
  const isRoot = process.getuid() === 0;
  const program = `${isRoot ? "import os, json, random; os.setgid(65534); os.setuid(65534)\n" : ""}${cases}
import json; print(json.dumps(run(${JSON.stringify(join(folder, "work"))}, ${seed})))`;
  const { status, stdout, stderr } = spawnSync("python3", ["-c", program], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

// What differs, and why.
const ours = {
  "remove the root": "OSError EBUSY",
};

test(`hostile paths and 1,500 random calls (seed ${seed}) end as in native Python`, (context) => {
  if (spawnSync("python3", ["--version"]).status !== 0) return context.skip("there is no python3 here");
  const expected = native(context);
  pyodide.FS.mkdirTree("/work");
  const given = pyodide.runPython(`${cases}\nrun("/work", ${seed})`).toJs();
  const wanted = expected.map((line) => {
    const name = line.split(":")[0];
    return name in ours ? `${name}: ${ours[name]}` : line;
  });
  assert.deepEqual(
    given.filter((line, i) => line !== wanted[i]),
    wanted.filter((line, i) => line !== given[i]),
  );
  assert.equal(given.length, expected.length);
});

test("a file may not be larger than what there is memory for", () => {
  const run = (code) =>
    pyodide.runPython(`import errno\ntry: ${code}\nexcept OSError as e: r = errno.errorcode[e.errno]\nr`);
  pyodide.FS.writeFile("/tmp/file", "content");
  assert.equal(run("r = __import__('os').truncate('/tmp/file', 1 << 40)"), "ENOSPC");
  assert.equal(run("f = open('/tmp/far', 'wb'); f.seek(1 << 35); f.write(b'x'); r = f.flush()"), "ENOSPC");
  assert.equal(pyodide.runPython("open('/tmp/file').read()"), "content");
});

test("names that are not UTF-8 are refused", () => {
  const run = (code) =>
    pyodide.runPython(
      `import errno, os\ntry: r = ${code}\nexcept OSError as e: r = errno.errorcode[e.errno]\nr`,
    );
  for (const name of ["b'\\x80x'", "b'end\\xff'", "'\\udc80'", "b'\\xe2\\x82'", "b'\\xed\\xa0\\x80'"]) {
    assert.equal(run(`open(${name}, 'w')`), "EILSEQ", name);
    assert.equal(run(`os.mkdir(${name})`), "EILSEQ", name);
    assert.equal(run(`os.stat(${name})`), "EILSEQ", name);
    assert.equal(run(`os.rename('/tmp', ${name})`), "EILSEQ", name);
    assert.equal(run(`os.symlink(${name}, 'link')`), "EILSEQ", name);
  }
});

test("functions of FS refuse hostile arguments with an error of their own", () => {
  const { FS } = pyodide;
  const calls = [
    ["open", "", 0],
    ["stat", ""],
    ["stat", undefined],
    ["readdir", 5],
    ["readFile", "x".repeat(5000)],
    ["mkdir", ""],
    ["mkdir", "/a/b/c"],
    ["symlink", "", ""],
    ["readlink", "/"],
    ["rename", "/tmp", "/tmp/below"],
    ["unlink", "/"],
    ["rmdir", "/"],
    ["lookupPath", `/${"a/".repeat(100_000)}`],
    ["chdir", "/absent"],
    ["truncate", "/tmp", -5],
    ["mount", {}, {}, "/absent"],
    ["unmount", "/"],
    ["mkdev", "", 0, 0],
  ];
  for (const [name, ...args] of calls)
    assert.throws(
      () => FS[name](...args),
      (error) => error.name === "ErrnoError" || error instanceof TypeError,
      `${name} ${String(args[0]).slice(0, 20)}`,
    );
  assert.equal(pyodide.runPython("1 + 1"), 2);
});

test("an error in a file system of somebody's own is an OSError", (context) => {
  context.mock.method(console, "error", () => {});
  const { FS } = pyodide;
  const { MEMFS } = FS.filesystems;
  const broken = {
    mount(mount) {
      const root = MEMFS.mount(mount);
      root.node_ops = {
        ...root.node_ops,
        lookup() {
          throw new Error("broken");
        },
      };
      return root;
    },
  };
  FS.mkdirTree("/broken");
  FS.mount(broken, {}, "/broken");
  assert.throws(() => pyodide.runPython("open('/broken/x')"), /OSError: \[Errno 29\]/);
  assert.equal(pyodide.runPython("1 + 1"), 2);
});
