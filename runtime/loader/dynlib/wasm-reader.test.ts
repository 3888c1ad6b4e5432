import assert from "node:assert/strict";
import { test } from "node:test";
import { buildWasm, op } from "../testing/wasm-builder.ts";
import { ByteReader } from "./byte-reader.ts";
import { EndOfBytes, readWasm, readWasmStart } from "./wasm-reader.ts";

const sample = buildWasm({
  dylink: {
    memorySize: 300,
    memoryAlign: 4,
    tableSize: 2,
    needed: ["libx.so"],
    weak: ["maybe"],
    runtimePath: ["$ORIGIN/libs"],
  },
  imports: [
    { module: "env", name: "memory", memory: true },
    { module: "env", name: "__table_base", global: "const" },
    { module: "env", name: "callee", function: { params: ["i64", "f64"], results: ["i32"] } },
  ],
  functions: [{ params: ["i32"], results: [], body: [], export: "own" }],
  globals: [{ value: 16, export: "variable" }],
  elements: [{ base: 0, functions: [1, 0] }],
});

test("types of imported and exported functions are read", () => {
  const info = readWasm(sample);
  assert.deepEqual(
    info.imports.map(({ module, name, kind, type }) => [module, name, kind, type?.text]),
    [
      ["env", "memory", "memory", undefined],
      ["env", "__table_base", "global", undefined],
      ["env", "callee", "function", "(i64, f64) -> i32"],
    ],
  );
  assert.equal(info.functions[info.exports.get("own")!.index]!.text, "(i32) -> ()");
  assert.deepEqual(info.exports.get("variable"), { kind: "global", index: 1 });
});

test("the dynamic linking section is read", () => {
  assert.deepEqual(readWasm(sample).dylink, {
    memorySize: 300,
    memoryAlign: 16,
    tableSize: 2,
    tableAlign: 1,
    needed: ["libx.so"],
    runtimePath: ["$ORIGIN/libs"],
    weakImports: new Set(["maybe"]),
  });
});

test("element segments tell which function stands where", () => {
  assert.deepEqual(readWasm(sample).elements, [{ relative: true, offset: 0, functions: [1, 0] }]);
});

test("a module cut off anywhere before its code is recognised as cut off", () => {
  const code = sample.lastIndexOf(10); // the id of the code section
  for (let length = 0; length < code; length++) {
    assert.throws(() => readWasmStart(sample.subarray(0, length)), EndOfBytes, String(length));
  }
  assert.deepEqual(readWasmStart(sample.subarray(0, code + 2)), readWasm(sample));
});

test("bytes that are no wasm are refused", () => {
  assert.throws(() => readWasm(new TextEncoder().encode("<!doctype html>")), /not a WebAssembly module/);
});

test("signed numbers of all lengths are read", () => {
  const cases: [number[], number][] = [
    [[0x00], 0],
    [[0x7f], -1],
    [[0x3f], 63],
    [[0x40], -64],
    [[0x80, 0x7f], -128],
    [[0xff, 0xff, 0xff, 0xff, 0x07], 0x7fffffff],
    [[0x80, 0x80, 0x80, 0x80, 0x78], -0x80000000],
  ];
  for (const [bytes, value] of cases) assert.equal(new ByteReader(new Uint8Array(bytes)).signed(), value);
});

test("a number of more than 32 bits is refused", () => {
  const bytes = new Uint8Array(6).fill(0xff);
  assert.throws(() => new ByteReader(bytes).unsigned(), /more than 32 bits/);
});

test("the instructions of a main module's offset are added", () => {
  const bytes = buildWasm({
    table: { size: 9 },
    functions: [{ body: [...op.const(1), 0x1a] }],
    elements: [{ offset: 7, functions: [0] }],
  });
  assert.deepEqual(readWasm(bytes).elements, [{ relative: false, offset: 7, functions: [0] }]);
});
