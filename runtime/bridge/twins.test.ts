// Files that say the same in C++ and TypeScript must go on doing so.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { operationNames } from "./operation_names.ts";

const runtime = process.env["KELP_RUNTIME"] ?? join(process.cwd(), "..");
const read = (file: string): string => readFileSync(join(runtime, file), "utf8");

/** `name = number` or `name = 1 << number` rows of an enumeration, names in one spelling. */
function rows(text: string, prefix: string | RegExp = ""): Map<string, number> {
  const found = text.matchAll(/^\s*(\w+) =\s+(?:1u? << (\d+)|(-?\d+)),/gm);
  const spell = (name: string): string => name.replace(prefix, "").replaceAll("_", "").toLowerCase();
  return new Map(
    [...found].map((row) => [spell(row[1]!), row[2] === undefined ? Number(row[3]) : 2 ** Number(row[2])]),
  );
}

const between = (text: string, from: RegExp, to: RegExp): string => {
  const start = text.search(from);
  const rest = text.slice(start);
  return rest.slice(0, rest.search(to));
};

test("the kinds of cells are the same on both sides", () => {
  const cpp = rows(between(read("js/wire.h"), /enum class tag/, /\};/));
  const ts = rows(between(read("js/wire.ts"), /enum Tag/, /\n\}/));
  assert.ok(cpp.size > 10);
  assert.deepEqual(ts, cpp);
});

test("the flags of JavaScript objects are the same on both sides", () => {
  const cpp = rows(read("bridge/js_flags.h"), /^js_/);
  const ts = rows(read("bridge/js_flags.ts"));
  assert.ok(cpp.size > 10);
  assert.deepEqual(ts, cpp);
});

test("the flags of Python objects are the same on both sides", () => {
  const cpp = rows(read("bridge/python_flags.h"), /^py_/);
  const ts = rows(read("bridge/proxy_flags.ts"));
  assert.ok(cpp.size > 10);
  assert.deepEqual(ts, cpp);
});

test("operations have the numbers that C++ gives them", () => {
  const named = [...read("js/operations.inc").matchAll(/KELP_OPERATION\((\w+)\)/g)].map((row) => row[1]);
  assert.deepEqual([...operationNames], named);
});

test("every import that C++ declares has a body", () => {
  const declared = [...read("js/imports.h").matchAll(/KELP_IMPORT\((\w+)\)/g)].map((row) => row[1]!);
  const bodies = read("js/imports.ts") + read("bridge/index.ts");
  for (const name of declared.filter((name) => name !== "name"))
    assert.match(bodies, new RegExp(`\\b${name}[(:]`), name);
});
