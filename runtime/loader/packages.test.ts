import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { zipSync } from "fflate";
import { resolveConfig } from "./config.ts";
import { sha256 } from "./integrity.ts";
import { Lock } from "./lock.ts";
import { PackageManager } from "./packages.ts";
import type { LoadProgress, LockfilePackage } from "./public-types.ts";
import { MemoryFiles } from "./testing/memory-files.ts";

// A server of wheels: a (pure), b (needs a), bad (not a zip archive), wrong (other bytes than the lock says).
const contents = new Map<string, Uint8Array>();
const requests: string[] = [];
let server: Server;
let base: string;

const wheel = (name: string) =>
  zipSync({
    [`${name}/__init__.py`]: new TextEncoder().encode(`name = "${name}"`),
    [`${name}-1.dist-info/METADATA`]: new TextEncoder().encode(`Name: ${name}`),
  });

before(async () => {
  for (const name of ["a", "b", "wrong"]) contents.set(`/${name}-1-py3-none-any.whl`, wheel(name));
  contents.set("/bad-1-py3-none-any.whl", wheel("bad").subarray(0, 100));
  server = createServer((request, response) => {
    requests.push(request.url!);
    const body = contents.get(request.url!);
    response.writeHead(body ? 200 : 404).end(body);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

after(() => server.close());

async function manager() {
  const entry = async (name: string, depends: string[] = []): Promise<LockfilePackage> => ({
    name,
    version: "1",
    file_name: `${name}-1-py3-none-any.whl`,
    install_dir: "site",
    sha256:
      name === "wrong"
        ? "00".repeat(32)
        : await sha256(contents.get(`/${name}-1-py3-none-any.whl`) ?? new Uint8Array(0)),
    package_type: "package",
    imports: [name],
    depends,
  });
  const entries = [
    await entry("a"),
    await entry("b", ["a"]),
    await entry("bad", ["a"]),
    await entry("wrong"),
    await entry("absent", ["a"]),
  ];
  const packages = Object.fromEntries(entries.map((each) => [each.name, each]));
  const lock = new Lock({ info: { arch: "wasm32", platform: "x", python: "3.14.7" }, packages });
  const config = await resolveConfig({ packageBaseUrl: base }, "file:///dist/pyodide.mjs");
  const fs = new MemoryFiles();
  let invalidations = 0;
  const host = { fs, invalidateImports: () => void invalidations++, prepareModule: async () => {} };
  requests.length = 0;
  return { fs, packages: new PackageManager(config, lock, host), invalidations: () => invalidations };
}

const quiet = { messageCallback: () => {}, errorCallback: () => {} };
const site = "/lib/python3.14/site-packages";

test("a package is installed with what it depends on", async () => {
  const { fs, packages, invalidations } = await manager();
  const messages: string[] = [];
  const loaded = await packages.load(["b"], { ...quiet, messageCallback: (text) => messages.push(text) });
  assert.deepEqual(
    loaded.map(({ name }) => name),
    ["a", "b"],
  );
  assert.equal(fs.text(`${site}/b/__init__.py`), 'name = "b"');
  assert.equal(fs.text(`${site}/a-1.dist-info/INSTALLER`), "pyodide.loadPackage");
  assert.equal(fs.text(`${site}/a-1.dist-info/PYODIDE_SOURCE`), "pyodide");
  assert.deepEqual(packages.loadedPackages, { a: "default channel", b: "default channel" });
  assert.deepEqual(messages, ["Loading a, b", "Loaded a, b"]);
  assert.equal(invalidations(), 1);
});

test("what is installed is not downloaded again", async () => {
  const { packages } = await manager();
  await packages.load(["a"], quiet);
  const messages: string[] = [];
  assert.deepEqual(await packages.load(["a"], { messageCallback: (text) => messages.push(text) }), []);
  assert.deepEqual(messages, ["No new packages to load"]);
  assert.equal(requests.length, 1);
});

test("calls at the same time share the work", async () => {
  const { packages } = await manager();
  const [first, second] = await Promise.all([packages.load(["a"], quiet), packages.load(["b"], quiet)]);
  assert.deepEqual([first.length, second.length], [1, 2]);
  assert.deepEqual([...requests].sort(), ["/a-1-py3-none-any.whl", "/b-1-py3-none-any.whl"]);
});

const failures: [name: string, message: RegExp][] = [
  [
    "absent",
    /cannot download the package absent from http:\S+absent-1-py3-none-any\.whl: the server answered 404/,
  ],
  ["bad", /the package bad from \S+ cannot be installed: it is not a whole zip archive/],
  ["wrong", /the package wrong from \S+ is damaged or not the one that the lock file names/],
];

for (const [name, message] of failures) {
  test(`a failure of ${name} rejects with one sentence and installs nothing`, async () => {
    const { fs, packages } = await manager();
    const errors: string[] = [];
    await assert.rejects(
      packages.load([name, "a"], { ...quiet, errorCallback: (text) => errors.push(text) }),
      { message },
    );
    assert.match(errors.join(), message);
    assert.deepEqual(fs.paths(), []);
    assert.deepEqual(packages.loadedPackages, {});
    await packages.load(["a"], quiet); // the failure left nothing in the way
  });
}

test("files are taken back when writing fails half-way", async () => {
  const { fs, packages } = await manager();
  fs.failAfter = 3;
  await assert.rejects(packages.load(["b"], quiet), /no space left/);
  fs.failAfter = Infinity;
  assert.deepEqual(fs.paths(), []);
  assert.deepEqual(fs.folders(), []);
  assert.equal((await packages.load(["b"], quiet)).length, 2);
});

test("integrity can be left unchecked", async () => {
  const { packages } = await manager();
  assert.equal((await packages.load(["wrong"], { ...quiet, checkIntegrity: false })).length, 1);
});

test("a wheel is installed by address and keeps it", async () => {
  const { fs, packages } = await manager();
  const address = `${base}a-1-py3-none-any.whl`;
  const [loaded] = await packages.load([address], quiet);
  assert.deepEqual(loaded, {
    name: "a",
    version: "1",
    fileName: "a-1-py3-none-any.whl",
    packageType: "package",
  });
  assert.equal(fs.text(`${site}/a-1.dist-info/PYODIDE_SOURCE`), address);
  assert.equal(packages.loadedPackages["a"], address);
});

test("a wheel for another platform is refused with both tags", async () => {
  const { packages } = await manager();
  await assert.rejects(
    packages.load([`${base}x-1-cp313-cp313-manylinux_2_17_x86_64.whl`], quiet),
    (error: Error) => {
      assert.match(error.message, /is for cp313-cp313-manylinux_2_17_x86_64/);
      assert.match(error.message, /this is cp314-cp314-emscripten_3_1_69_wasm32/);
      return true;
    },
  );
});

test("progress counts packages and bytes up to all of them", async () => {
  const { packages } = await manager();
  const seen: LoadProgress[] = [];
  await packages.load(["b"], { ...quiet, progressCallback: (progress) => seen.push(progress) });
  const size = contents.get("/a-1-py3-none-any.whl")!.length + contents.get("/b-1-py3-none-any.whl")!.length;
  assert.deepEqual(seen.at(-1), { packages: 2, packagesDone: 2, bytesLoaded: size, bytesTotal: size });
});

test("modules lead to packages that are to be loaded", async () => {
  const { packages } = await manager();
  assert.deepEqual(packages.packagesOfImports(["b.sub", "json", "b"]), ["b"]);
});
