// mountOPFS: a folder in a worker that stays.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openPage } from "./support.mjs";

const browser = await openPage();
beforeEach(() => browser.reload()); // ends the workers of the test before
const limit = { timeout: 120_000 };
const mount = async (pyodide, path = "/data") => {
  globalThis.folders ??= {};
  globalThis.folders[path] = await pyodide.mountOPFS(path);
};

async function freshWorker(name = "one", options) {
  const worker = await browser.worker(name, options);
  await worker.run(mount);
  return worker;
}

test("files, folders and links are there after the page was loaded anew", limit, async () => {
  let worker = await freshWorker();
  await worker.python(`
import os
os.makedirs("/data/a/b")
with open("/data/a/b/größe.txt", "w") as f: f.write("hello")
with open("/data/a/b/größe.txt", "a") as f: f.write(" world")
os.symlink("a/b", "/data/link")
os.rename("/data/a/b/größe.txt", "/data/a/renamed")
open("/data/gone", "w").close(); os.remove("/data/gone")
with open("/data/cut", "wb") as f:
    f.write(b"x" * 10000); f.truncate(5000); f.seek(4998); f.write(b"yyyy")
os.chmod("/data/cut", 0o600); os.utime("/data/cut", (1e9, 1e9))
os.mkdir("/data/empty"); os.rmdir("/data/empty")
`);
  await browser.reload();
  worker = await freshWorker();
  const seen = await worker.python(`
import os, stat
cut = open("/data/cut", "rb").read()
info = os.stat("/data/cut")
[sorted(os.listdir("/data")), os.listdir("/data/a"), open("/data/a/renamed").read(), os.readlink("/data/link"),
 os.path.isdir("/data/link"), len(cut), cut[4995:], stat.S_IMODE(info.st_mode), info.st_mtime]
`);
  assert.deepEqual(
    seen.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value)),
    [
      ["a", "cut", "link"].sort(),
      ["b", "renamed"].sort(),
      "hello world",
      "a/b",
      true,
      5002,
      "xxxyyyy",
      0o600,
      1e9,
    ],
  );
  await worker.end();
});

test("a database with its journal works in it and stays", limit, async () => {
  let worker = await freshWorker();
  await worker.python(`
import sqlite3
db = sqlite3.connect("/data/test.db")
db.execute("create table t (n integer, s text)")
db.executemany("insert into t values (?, ?)", [(i, str(i) * 50) for i in range(20_000)])
db.commit()
db.execute("delete from t where n % 2"); db.rollback()
db.execute("vacuum")
db.execute("insert into t values (-1, 'not committed')")
`);
  await worker.end(); // in the middle of a transaction
  worker = await freshWorker("two");
  const seen = await worker.python(`
import sqlite3
db = sqlite3.connect("/data/test.db")
[db.execute("pragma integrity_check").fetchone()[0], db.execute("select count(*), sum(n) from t").fetchone()]
`);
  assert.deepEqual(seen, ["ok", [20_000, 199_990_000]]);
  await worker.end();
});

test("arrays of NumPy are saved, loaded and mapped", limit, async () => {
  const worker = await freshWorker("numpy", { packages: ["numpy"] });
  const seen = await worker.python(`
import numpy as np
a = np.arange(300_000, dtype=float).reshape(3, -1)
np.save("/data/a.npy", a)
m = np.load("/data/a.npy", mmap_mode="r+")
m[1, 0] = -5; m.flush(); del m
b = np.load("/data/a.npy")
[bool((b[0] == a[0]).all()), float(b[1, 0]), b.shape[1]]
`);
  assert.deepEqual(seen, [true, -5, 100_000]);
  await worker.end();
});

test("what was closed or synchronised is there when the worker was killed", limit, async () => {
  let worker = await freshWorker();
  await worker.python(`
import os
for i in range(50):
    with open(f"/data/closed {i}", "w") as f: f.write(str(i) * 1000)
f = open("/data/synced", "wb")
f.write(b"s" * 100_000); f.flush(); os.fsync(f.fileno())
f.write(b"not acknowledged"); f.flush()
`);
  const endless = worker
    .python("while True:\n  open('/data/endless', 'w').write('x' * 1000)")
    .catch(() => {});
  await new Promise((later) => setTimeout(later, 300));
  await worker.end();
  void endless;
  worker = await freshWorker("after");
  const seen = await worker.python(`
[all(open(f"/data/closed {i}").read() == str(i) * 1000 for i in range(50)), open("/data/synced", "rb").read()[:100_000] == b"s" * 100_000]
`);
  assert.deepEqual(seen, [true, true]);
  await worker.end();
});

test(
  "a folder that another worker has is refused in one sentence, and given when that one ends",
  limit,
  async () => {
    const first = await freshWorker("first");
    const second = await browser.worker("second");
    await assert.rejects(
      () => second.run(mount),
      /^Error: mountOPFS: the folder for \/data is in use by another worker or tab; end that one, or mount another folder$/,
    );
    await second.run(mount, "/other");
    await first.run(() => globalThis.folders["/data"].unmount());
    await second.run(mount);
    await first.end();
    await second.end();
  },
);

test("a page is told to use a worker", limit, async () => {
  await browser.load();
  await assert.rejects(
    () => browser.run((pyodide) => pyodide.mountOPFS("/data")),
    /mountOPFS works in workers .* load Python in a worker, or use mountNativeFS here/,
  );
});

test("without room there is an OSError, and after removing files room again", limit, async () => {
  const worker = await freshWorker("full");
  const session = await browser.page.context().newCDPSession(browser.page);
  const quota = (bytes) =>
    session.send("Storage.overrideQuotaForOrigin", {
      origin: browser.address,
      ...(bytes && { quotaSize: bytes }),
    });
  const used = (await browser.page.evaluate(() => navigator.storage.estimate())).usage;
  await quota(used + 8_000_000);
  const seen = await worker.python(`
import errno, os
open("/data/kept", "w").write("kept")
try:
    with open("/data/big", "wb") as f:
        while True: f.write(b"b" * 500_000)
except OSError as error: first = errno.errorcode[error.errno]
size = os.path.getsize("/data/big")
os.remove("/data/big")
with open("/data/next", "wb") as f: f.write(b"n" * 4_000_000)
[first, size > 1_000_000, open("/data/kept").read(), os.path.getsize("/data/next")]
`);
  await quota();
  assert.deepEqual(seen, ["ENOSPC", true, "kept", 4_000_000]);
  await worker.end();
});

test("hostile names are kept as they are, or refused", limit, async () => {
  const worker = await freshWorker("names");
  const seen = await worker.python(`
import errno, os
os.makedirs("/data/names")
result = []
good = ["..x", "a b", "new\\nline", "ü" * 100, "🐍", "con", "%2e%2e", "x" * 255, "-", "~", "a\\\\b", "__proto__", "constructor"]
for name in good: open("/data/names/" + name, "w").write(name)
result.append(sorted(os.listdir("/data/names")) == sorted(good))
result.append(all(open("/data/names/" + name).read() == name for name in good))
for name in ["x" * 256, "ü" * 128, "y" * 5000, ""]:
    try: os.mkdir("/data/names/" + name); result.append("made")
    except OSError as error: result.append(errno.errorcode[error.errno])
open("/data/names/../above", "w").write("up")
result.append(open("/data/above").read())
result.append(os.path.exists("/data/names/../../etc/passwd"))
os.symlink("loop", "/data/loop")
try: open("/data/loop")
except OSError as error: result.append(errno.errorcode[error.errno])
result
`);
  assert.deepEqual(seen, [
    true,
    true,
    "ENAMETOOLONG",
    "ENAMETOOLONG",
    "ENAMETOOLONG",
    "EEXIST",
    "up",
    false,
    "ELOOP",
  ]);
  await worker.end();
});
