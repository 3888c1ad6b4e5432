import assert from "node:assert/strict";
import { test } from "node:test";
import { readImage, writeImage, type Header } from "./format.ts";
import { bytesOfRuns, copyPagesIn, copyPagesOut, pageSize, usedPages } from "./pages.ts";

const build = { main: "one", stdlib: "two" };

function imageOf(content: Uint8Array): Uint8Array {
  const header = { build, pageBytes: 0, fileBytes: content.length, folder: "/ü" } as unknown as Header;
  return writeImage(
    header,
    () => undefined,
    (room) => room.set(content),
  );
}

test("an image is read as it was written, also from an address that is not aligned", () => {
  for (const size of [0, 1, 7, 8, 1000]) {
    const content = Uint8Array.from({ length: size }, (_, i) => i * 7);
    const image = imageOf(content);
    const moved = new Uint8Array(image.length + 3).subarray(3);
    moved.set(image);
    for (const given of [image, moved, image.buffer]) {
      const { header, files } = readImage(given, build);
      assert.equal(header.folder, "/ü");
      assert.deepEqual(Uint8Array.from(files), content);
    }
  }
});

test("every changed byte and every missing end is noticed", () => {
  const image = imageOf(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
  for (let at = 0; at < image.length; at++) {
    const damaged = image.slice();
    damaged[at]! ^= 0x10;
    assert.throws(() => readImage(damaged, build), /cannot start from this memory image/, `byte ${at}`);
    assert.throws(() => readImage(image.slice(0, at), build), /cannot start from this memory image/);
  }
});

test("another build's image is refused", () => {
  for (const other of [
    { ...build, main: "x" },
    { ...build, stdlib: "x" },
  ])
    assert.throws(() => readImage(imageOf(new Uint8Array(1)), other), /made by another build/);
});

test("pages that hold anything travel, and all others become zero", () => {
  const memory = new Uint8Array(6 * pageSize);
  memory[pageSize] = 1;
  memory[3 * pageSize - 1] = 0x80; // the sign of a zero
  memory.set([0, 0, 0, 0, 0, 0, 0xf8, 0x7f], 5 * pageSize); // not a number
  const runs = usedPages(memory.buffer);
  assert.deepEqual(runs, [
    [1, 2],
    [5, 1],
  ]);
  const room = new Uint8Array(bytesOfRuns(runs));
  copyPagesOut(memory.buffer, runs, room);
  const target = new Uint8Array(7 * pageSize).fill(9);
  copyPagesIn(target.buffer, runs, room);
  assert.deepEqual(target.subarray(0, memory.length), memory);
  assert.ok(target.subarray(memory.length).every((byte) => byte === 0));
});
