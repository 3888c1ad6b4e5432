// The pages of docs/reference/python are what the modules' docstrings say.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { dist } from "./dist.mjs";

test("the reference of the Python API is up to date", () => {
  const program = new URL("../../../scripts/reference.mjs", import.meta.url).pathname;
  const { status, stderr } = spawnSync(process.execPath, [program, "--check", "--dist", dist, "python"], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
});
