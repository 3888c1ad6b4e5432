import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { findTarget, parseArguments } from "./python-arguments.ts";

test("our options end where Python's begin", () => {
  const line = parseArguments(["--packages", "numpy,pandas", "-X", "dev", "-c", "pass", "--mount"]);
  assert.deepEqual(line.packages, ["numpy", "pandas"]);
  assert.deepEqual(line.python, ["-X", "dev", "-c", "pass", "--mount"]);
});

test("a folder is mounted at its own path unless another is given", () => {
  const { mounts } = parseArguments(["--mount", "data", "--mount", "/a=/b"]);
  assert.deepEqual(mounts, [
    { host: resolve("data"), path: resolve("data") },
    { host: "/a", path: "/b" },
  ]);
});

test("wrong options are refused", () => {
  assert.throws(() => parseArguments(["--mount"]), /--mount needs a value/);
  assert.throws(() => parseArguments(["--mount", "/a=b"]), /b is not an absolute path/);
});

test("two dashes end our options", () => {
  assert.deepEqual(parseArguments(["--", "--help"]), {
    mounts: [],
    packages: [],
    help: false,
    python: ["--help"],
  });
});

test("what Python runs is found behind its options", () => {
  assert.deepEqual(findTarget(["-c", "import os", "x"]), { kind: "code", code: "import os" });
  assert.deepEqual(findTarget(["-Ic", "1"]), { kind: "code", code: "1" });
  assert.deepEqual(findTarget(["-m", "json.tool"]), { kind: "module", module: "json.tool" });
  assert.deepEqual(findTarget(["-X", "importtime", "-W", "error", "a.py", "-c"]), { kind: "file", index: 4 });
  assert.deepEqual(findTarget(["-Werror", "-B"]), { kind: "interactive" });
  assert.deepEqual(findTarget(["-"]), { kind: "interactive" });
});
