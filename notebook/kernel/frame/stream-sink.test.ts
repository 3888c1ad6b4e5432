import assert from "node:assert/strict";
import { test } from "node:test";
import { maxCharacters } from "../../state/outputs.ts";
import { StreamSink } from "./stream-sink.ts";

function sink() {
  const sent: [string, string][] = [];
  const clock = { now: 0 };
  return {
    sent,
    clock,
    sink: new StreamSink(
      (name, text) => sent.push([name, text]),
      () => clock.now,
    ),
  };
}

test("a little text is sent at once", () => {
  const { sent, sink: one } = sink();
  one.write("stdout", "a");
  one.write("stdout", "b");
  assert.deepEqual(sent, [
    ["stdout", "a"],
    ["stdout", "b"],
  ]);
});

test("a flood is sent in few pieces, and all of it at the end", () => {
  const { sent, sink: one } = sink();
  for (let line = 0; line < 10_000; line++) one.write("stdout", "line\n");
  one.flush();
  assert.ok(sent.length < 150, `${sent.length} messages`);
  assert.equal(sent.map(([, text]) => text).join(""), "line\n".repeat(10_000));
});

test("the two streams keep their order", () => {
  const { sent, sink: one } = sink();
  for (let round = 0; round < 200; round++) {
    one.write("stdout", "o");
    one.write("stderr", "e");
  }
  one.flush();
  assert.equal(sent.map(([, text]) => text).join(""), "oe".repeat(200));
});

test("text without an end stops being sent", () => {
  const { sent, sink: one } = sink();
  for (let piece = 0; piece < 100; piece++) one.write("stdout", "x".repeat(100_000));
  one.flush();
  const total = sent.reduce((sum, [, text]) => sum + text.length, 0);
  assert.ok(total > maxCharacters && total < maxCharacters + 300_000, String(total));
});
