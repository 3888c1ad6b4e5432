import assert from "node:assert/strict";
import { test } from "node:test";
import { zipSync } from "fflate";
import { stageArchive } from "./install-wheel.ts";
import { readZip } from "./zip.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const paths = { site: "/site", scripts: "/bin", data: "" };
const long = "spam ".repeat(1000);

test("deflated and stored files are read, folders left out", () => {
  const bytes = zipSync({ "a/b.txt": encode(long), "c.txt": [encode("stored"), { level: 0 }], d: {} });
  const entries = readZip(bytes);
  assert.deepEqual(
    entries.map(({ name }) => name),
    ["a/b.txt", "c.txt"],
  );
  assert.deepEqual(
    entries.map((entry) => decode(entry.read())),
    [long, "stored"],
  );
});

test("every cut-off archive is refused", () => {
  const bytes = zipSync({ "a.txt": encode(long), "b.txt": encode("b") });
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => readZip(bytes.subarray(0, length)), /not a whole zip archive/, String(length));
  }
});

test("a damaged file is refused by name", () => {
  const bytes = zipSync({ "a.txt": encode(long) });
  bytes.fill(0xff, 40, 50);
  assert.throws(() => readZip(bytes)[0]!.read(), /a\.txt is damaged/);
});

test("wheel parts go to their places and dist-info is completed", () => {
  const wheel = zipSync({
    "p/__init__.py": encode("x = 1"),
    "p-1.data/scripts/tool": encode("#!python"),
    "p-1.data/data/share/p.txt": encode("d"),
    "p-1.data/purelib/q.py": encode("q"),
    "p-1.dist-info/METADATA": encode("Name: p"),
    "p-1.dist-info/INSTALLER": encode("pip"),
  });
  const files = stageArchive(wheel, paths, [["INSTALLER", "kelp"]]);
  assert.deepEqual(Object.fromEntries(files.map(({ path, read }) => [path, decode(read())])), {
    "/site/p/__init__.py": "x = 1",
    "/bin/tool": "#!python",
    "/share/p.txt": "d",
    "/site/q.py": "q",
    "/site/p-1.dist-info/METADATA": "Name: p",
    "/site/p-1.dist-info/INSTALLER": "kelp",
  });
});

test("paths that leave the folder are refused", () => {
  for (const name of ["../x", "/x", "a/../../x", "a\\x"]) {
    assert.throws(() => stageArchive(zipSync({ [name]: encode("x") }), paths, []), /forbidden path/, name);
  }
});
