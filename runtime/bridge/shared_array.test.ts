import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedArrayClass } from "./shared_array.ts";

function grown(base: any): { array: any; memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const array = new (sharedArrayClass(base) as any)(memory.buffer, 16, 4);
  return { array, memory };
}

const bases = [Int8Array, Uint8ClampedArray, Uint16Array, Float32Array, Float64Array, BigInt64Array];

test("an array over Python's memory is an ordinary array of its kind", () => {
  for (const base of bases) {
    const { array, memory } = grown(base);
    assert.ok(array instanceof base);
    assert.equal(array.constructor.name, base.name);
    assert.equal(Object.prototype.toString.call(array), `[object ${base.name}]`);
    assert.equal(array.length, 4);
    assert.equal(array.byteOffset, 16);
    assert.equal(array.buffer, memory.buffer);
    array[1] = base === BigInt64Array ? 7n : 7;
    assert.equal(Number(new base(memory.buffer)[16 / base.BYTES_PER_ELEMENT + 1]), 7);
    assert.equal(array.slice().constructor, base);
    assert.equal([...array].length, 4);
    assert.deepEqual(structuredClone(array.slice()), array.slice());
  }
});

test("a stale array names the cure wherever the language allows it, and no element reads as zero", () => {
  for (const base of bases) {
    const { array, memory } = grown(base);
    memory.grow(1);
    const cure = /Python's memory, which has moved since: read it again .*view\.data/;
    assert.throws(() => array.length, cure);
    assert.throws(() => array.byteLength, cure);
    assert.throws(() => array.at(0), cure);
    assert.throws(() => array.subarray(1), cure);
    assert.throws(() => array.set([]), cure);
    assert.throws(() => [...array], cure);
    assert.throws(() => array.map((x: any) => x), cure);
    assert.throws(() => array.join(), cure);
    assert.equal(array[0], undefined);
    assert.equal(0 in array, false);
  }
});

test("the same for a DataView", () => {
  const { array: view, memory } = grown(DataView);
  view.setFloat32(0, 1.5, true);
  assert.equal(view.getFloat32(0, true), 1.5);
  assert.ok(view instanceof DataView);
  memory.grow(1);
  assert.throws(() => view.getInt8(0), /view\.data/);
  assert.throws(() => view.byteLength, /view\.data/);
});
