// Lock files that somebody has damaged, cut off or made up: each is refused with one sentence, or can be used without surprise.

import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveConfig } from "./config.ts";
import { loadLock } from "./lock.ts";
import type { Lockfile, PyodideConfig } from "./public-types.ts";

const load = async (options: PyodideConfig) =>
  loadLock(await resolveConfig(options, "file:///dist/pyodide.mjs"));

const good = {
  info: { arch: "wasm32", platform: "emscripten_3_1_69", python: "3.14.7" },
  packages: Object.fromEntries(
    ["numpy", "pandas", "python-dateutil", "six"].map((name, i, all) => [
      name,
      {
        name,
        version: "1.2",
        file_name: `${name}-1.2-py3-none-any.whl`,
        install_dir: "site",
        sha256: "0".repeat(64),
        package_type: "package",
        imports: [name.replace("-", "_")],
        depends: all.slice(0, i),
      },
    ]),
  ),
};

/** mulberry32: the same numbers for the same seed. */
function numbers(state: number): (below: number) => number {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const strange: unknown[] = [
  null,
  true,
  -1,
  1e308,
  "",
  "../../../etc/passwd",
  "__proto__",
  "constructor",
  "a".repeat(100_000),
  "\ud800",
  [],
  [[]],
  [null],
  {},
  { toString: 1 },
  JSON.parse('{"__proto__": {"name": "six"}}'),
];

/** A copy in which one value, anywhere, is something else or gone. */
function changed(random: (below: number) => number): unknown {
  const copy = structuredClone(good) as any;
  const places: [object: any, key: string][] = [];
  const visit = (object: any): void => {
    for (const key of Object.keys(object)) {
      places.push([object, key]);
      if (typeof object[key] === "object" && object[key] !== null) visit(object[key]);
    }
  };
  visit(copy);
  const [object, key] = places[random(places.length)]!;
  if (random(4) === 0) delete object[key];
  else object[key] = strange[random(strange.length)];
  return copy;
}

/** Uses a lock file as the loader does; an error must be a sentence of ours, not one of the engine. */
async function use(contents: Lockfile | string, context: string): Promise<"used" | "refused"> {
  try {
    const lock = await load({ lockFileContents: contents });
    for (const name of ["numpy", "six", "__proto__", "constructor", "toString"]) {
      lock.find(name);
      lock.packageOfImport(name);
      lock.suggestions(name);
    }
    for (const entry of lock.withDependencies(["six"]))
      assert.equal(typeof entry.file_name, "string", context);
    return "used";
  } catch (error) {
    assert.ok(error instanceof Error, context);
    assert.match(
      error.message,
      /^(the list of packages .* (cannot be used: |is damaged or cut off)|No known package with name )/,
      `${context}: ${error.stack}`,
    );
    return "refused";
  }
}

test("a lock file with one wrong value anywhere is refused in a sentence, or works", async () => {
  const seed = Number(process.env["KELP_FUZZ_SEED"] ?? 20261123);
  const random = numbers(seed);
  const ends = { used: 0, refused: 0 };
  for (let round = 0; round < 3000; round++)
    ends[await use(changed(random) as Lockfile, `seed ${seed}, round ${round}`)]++;
  assert.ok(ends.used > 300 && ends.refused > 300, JSON.stringify(ends));
  assert.equal(({} as any).name, undefined, "nothing has reached Object.prototype");
});

test("a lock file with bytes changed or cut off is refused in a sentence, or works", async () => {
  const seed = Number(process.env["KELP_FUZZ_SEED"] ?? 20261123);
  const random = numbers(seed);
  const text = JSON.stringify(good);
  for (let round = 0; round < 2000; round++) {
    const units = [...text.slice(0, random(8) === 0 ? random(text.length) : text.length)];
    for (let change = random(4); change >= 0; change--)
      units[random(units.length + 1)] = String.fromCharCode(random(2) ? random(128) : random(0xffff));
    await use(units.join(""), `seed ${seed}, round ${round}`);
  }
});

test("a dependency chain of ten thousand packages and circles in it come to an end", async () => {
  const count = 10_000;
  const name = (i: number) => `p${i % count}`;
  const packages = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      name(i),
      { ...good.packages["six"]!, name: name(i), imports: [name(i)], depends: [name(i + 1)] },
    ]),
  );
  const lock = await load({ lockFileContents: { ...good, packages } as Lockfile });
  assert.equal(lock.withDependencies(["p0"]).length, count);
});
