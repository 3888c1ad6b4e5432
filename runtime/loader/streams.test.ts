import assert from "node:assert/strict";
import { test } from "node:test";
import type { InputValue } from "./public-types.ts";
import { byteWriter, InputLater, lineWriter, valueReader } from "./stream-ends.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function linesOf(chunks: Uint8Array[]): { lines: string[]; flush: () => void } {
  const lines: string[] = [];
  const writer = lineWriter((line) => lines.push(line));
  for (const chunk of chunks) assert.equal(writer.write(chunk), chunk.length);
  return { lines, flush: () => writer.fsync!() };
}

test("lines are given whole, without their end, whatever the chunks", () => {
  const text = "one\ntwo\n\nthree and é and 🐍\n";
  for (let size = 1; size < 12; size++) {
    const all = bytes(text);
    const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
      all.slice(i * size, (i + 1) * size),
    );
    assert.deepEqual(linesOf(chunks).lines, text.slice(0, -1).split("\n"));
  }
});

test("an unfinished line waits for its end or for a flush", () => {
  const { lines, flush } = linesOf([bytes("a"), bytes("b")]);
  assert.deepEqual(lines, []);
  flush();
  assert.deepEqual(lines, ["ab"]);
  flush();
  assert.deepEqual(lines, ["ab"]);
});

test("what was written is kept although the caller's buffer is used again", () => {
  const buffer = bytes("x");
  const lines: string[] = [];
  const writer = lineWriter((line) => lines.push(line));
  writer.write(buffer);
  buffer[0] = 10;
  writer.write(buffer);
  assert.deepEqual(lines, ["x"]);
});

test("bytes are given one by one", () => {
  const got: number[] = [];
  byteWriter((byte) => got.push(byte)).write(bytes("é"));
  assert.deepEqual(got, [195, 169]);
});

function readAll(values: InputValue[], autoEOF: boolean, size = 100): string[] {
  const { read } = valueReader(() => values.shift(), autoEOF);
  const parts: string[] = [];
  for (;;) {
    const buffer = new Uint8Array(size);
    const count = read(buffer);
    if (count === 0) return parts;
    parts.push(new TextDecoder().decode(buffer.subarray(0, count)));
  }
}

test("each text is one line of input, each read returns one", () => {
  assert.deepEqual(readAll(["ab", "cd\n"], true), ["ab\n", "cd\n"]);
});

test("without automatic ends a read asks on until the end", () => {
  assert.deepEqual(readAll(["ab", "cd"], false), ["ab\ncd\n"]);
});

test("input longer than the buffer is given in parts", () => {
  assert.deepEqual(readAll(["abcdef"], true, 4), ["abcd", "ef\n"]);
});

test("bytes and numbers are input too", () => {
  assert.deepEqual(readAll([bytes("x"), bytes("y").buffer as ArrayBuffer], false), ["xy"]);
  assert.deepEqual(readAll([104, 105, 10, 33], true), ["hi\n", "!"]);
});

test("other values are refused", () => {
  assert.throws(() => readAll([{} as never], true), /must be text, bytes, a number/);
});

test("a promise ends the read; when it is fulfilled its value comes next", async () => {
  const values = [Promise.resolve("first"), "second"];
  const { read, takePromise } = valueReader(() => values.shift(), true);
  const buffer = new Uint8Array(20);
  assert.throws(() => read(buffer), InputLater);
  const promise = takePromise!();
  assert.equal(takePromise!(), undefined);
  await promise;
  assert.equal(new TextDecoder().decode(buffer.slice(0, read(buffer))), "first\n");
  assert.equal(new TextDecoder().decode(buffer.slice(0, read(buffer))), "second\n");
  assert.equal(read(buffer), 0);
});
