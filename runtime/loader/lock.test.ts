import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveConfig } from "./config.ts";
import { loadLock, Lock } from "./lock.ts";
import type { Lockfile, LockfilePackage, PyodideConfig } from "./public-types.ts";

const entry = (name: string, depends: string[] = [], imports = [name]): LockfilePackage => ({
  name,
  version: "1",
  file_name: `${name}-1-py3-none-any.whl`,
  install_dir: "site",
  sha256: "",
  package_type: "package",
  imports,
  depends,
});

function lockOf(...entries: LockfilePackage[]): Lockfile {
  const info = { arch: "wasm32", platform: "emscripten_3_1_69", python: "3.14.7" };
  return { info, packages: Object.fromEntries(entries.map((each) => [each.name, each])) };
}

const load = async (options: PyodideConfig) =>
  loadLock(await resolveConfig(options, "file:///dist/pyodide.mjs"));

test("packages come with what they depend on, dependencies first, each once", () => {
  const lock = new Lock(
    lockOf(entry("pandas", ["numpy", "six"]), entry("numpy"), entry("six"), entry("other")),
  );
  const names = lock.withDependencies(["pandas", "numpy"]).map(({ name }) => name);
  assert.deepEqual(names, ["numpy", "six", "pandas"]);
});

test("circles of dependencies end", () => {
  const lock = new Lock(lockOf(entry("a", ["b"]), entry("b", ["a"])));
  assert.deepEqual(
    lock
      .withDependencies(["a"])
      .map(({ name }) => name)
      .sort(),
    ["a", "b"],
  );
});

test("names are compared as PEP 503 says", () => {
  const lock = new Lock(lockOf(entry("python-dateutil", [], ["dateutil"])));
  assert.equal(lock.find("Python_Dateutil")?.name, "python-dateutil");
});

test("modules lead to packages, submodules too", () => {
  const lock = new Lock(lockOf(entry("python-dateutil", [], ["dateutil"])));
  assert.equal(lock.packageOfImport("dateutil.parser"), "python-dateutil");
  assert.equal(lock.packageOfImport("nothing"), undefined);
});

test("an unknown name is refused with names that look like it", () => {
  const lock = new Lock(lockOf(entry("numpy"), entry("pillow", [], ["PIL"]), entry("needy", ["lost"])));
  assert.throws(() => lock.withDependencies(["numpyy"]), {
    message: "No known package with name 'numpyy'; did you mean numpy?",
  });
  assert.throws(() => lock.withDependencies(["PIL"]), /did you mean pillow/);
  assert.throws(() => lock.withDependencies(["zzzzzz"]), { message: "No known package with name 'zzzzzz'" });
  assert.throws(() => lock.withDependencies(["needy"]), /'lost', which needy depends on/);
});

test("a cut-off lock file is refused with what to do", async () => {
  const text = JSON.stringify(lockOf(entry("a")));
  await assert.rejects(load({ lockFileContents: text.slice(0, 60) }), /damaged or cut off.*kelp dist/);
});

test("lock files that cannot be used are refused with the reason", async () => {
  const python = lockOf();
  python.info.python = "3.13.1";
  await assert.rejects(
    load({ lockFileContents: python }),
    /it is for Python 3\.13\.1, and this is Python 3\.14/,
  );
  assert.ok(await load({ lockFileContents: python, checkAPIVersion: false }));
  await assert.rejects(load({ lockFileContents: "{}" }), /info\.python is missing/);
  const broken = lockOf({ ...entry("a"), depends: "b" as never });
  await assert.rejects(load({ lockFileContents: broken }), /the entry "a" has no valid depends/);
});

test("a missing lock file is named", async () => {
  const lockFileURL = "/nowhere/pyodide-lock.json";
  await assert.rejects(load({ lockFileURL }), {
    message: "cannot read the list of packages at /nowhere/pyodide-lock.json: there is no such file",
  });
});
