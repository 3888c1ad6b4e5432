import assert from "node:assert/strict";
import { test } from "node:test";
import { maxBundle, maxText, readFromKernel } from "./protocol.ts";

const refused = (value: unknown): string => {
  const read = readFromKernel(value);
  assert.equal(read.kind, "refused", JSON.stringify(value)?.slice(0, 80));
  return (read as { reason: string }).reason;
};

test("a message of the right shape comes through, without what does not belong to it", () => {
  const message = { kind: "stream", run: 3, name: "stdout", text: "hi" };
  assert.deepEqual(readFromKernel({ ...message, extra: "x" }), message);
});

test("anything else is refused with the place of the fault", () => {
  for (const value of [null, undefined, 7, "ready", [], {}, { kind: 1 }, { kind: "nonsense" }])
    refused(value);
  assert.match(refused({ kind: "stream", run: "3", name: "stdout", text: "" }), /stream\.run/);
  assert.match(refused({ kind: "stream", run: 1, name: "stdin", text: "" }), /stdout, stderr/);
  assert.match(refused({ kind: "live", chunk: "c", height: Infinity }), /live\.height/);
  assert.match(refused({ kind: "complete", run: 1, result: "ok", ms: NaN }), /complete\.ms/);
  const frame = { file: "f", line: 1, name: "n", source: "s", chunk: 5 };
  const error = { name: "E", message: "m", hint: null, frames: [frame], text: "t" };
  assert.match(refused({ kind: "error", run: 1, error }), /frames\[0\]\.chunk/);
});

test("names of Object's own members are not kinds of messages", () => {
  for (const kind of ["constructor", "__proto__", "toString", "hasOwnProperty"]) refused({ kind });
});

test("what is too large is refused", () => {
  refused({ kind: "stream", run: 1, name: "stdout", text: "x".repeat(maxText + 1) });
  const data = { "text/html": "x".repeat(maxBundle / 2), "text/plain": "x".repeat(maxBundle / 2) };
  refused({ kind: "display", run: 1, data, value: false });
  const frame = { file: "f", line: 1, name: "n", source: "s", chunk: null };
  const error = { name: "E", message: "m", hint: null, frames: Array(501).fill(frame), text: "t" };
  refused({ kind: "error", run: 1, error });
});

test("a display bundle has no prototype that a hostile key could reach", () => {
  const read = readFromKernel({
    kind: "display",
    run: 1,
    data: JSON.parse('{"__proto__": "x", "text/plain": "1"}'),
    value: true,
  });
  assert.equal(read.kind === "display" && Object.getPrototypeOf(read.data), null);
});
