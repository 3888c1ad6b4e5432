import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "@codemirror/state";
import { readChunks } from "./chunks.ts";
import { apply, cellOf, contentOf, openNotebook, type NotebookState, type Transaction } from "./notebook.ts";

const doc = Text.of(["%% py", "1", "%% py", "2", "%% py", "3"]);
const chunks = readChunks(doc);
const [a, b, c] = chunks.map(({ id }) => id) as [string, string, string];
const opened = openNotebook({ id: "n", title: "T", revision: "r1", lineBreak: "\n" }, doc, chunks);

const after = (...transactions: Transaction[]): NotebookState => transactions.reduce(apply, opened);

const print = (run: number, text: string): Transaction => ({
  kind: "output",
  run,
  event: { kind: "stream", name: "stdout", text },
});

test("cells wait in order, run one by one and keep what they print", () => {
  const running = after(
    { kind: "queued", chunks: [a, b] },
    { kind: "started", chunk: a, time: 5 },
    print(1, "x"),
    print(1, "y\n"),
  );
  assert.deepEqual(running.queue, [b]);
  assert.deepEqual(
    cellOf(running, a).output.items.map((item) => item.kind === "stream" && item.text),
    ["xy\n"],
  );
  const done = apply(running, { kind: "completed", run: 1, result: "ok", ms: 3 });
  assert.deepEqual(cellOf(done, a).run, { kind: "ok", ms: 3, count: 1 });
  assert.equal(done.running, null);
  assert.deepEqual(cellOf(done, b).run, { kind: "queued" });
});

test("an error empties the queue", () => {
  const failed = after(
    { kind: "queued", chunks: [a, b, c] },
    { kind: "started", chunk: a, time: 0 },
    { kind: "completed", run: 1, result: "error", ms: 1 },
  );
  assert.deepEqual(failed.queue, []);
  assert.deepEqual(
    [a, b, c].map((id) => cellOf(failed, id).run.kind),
    ["error", "never", "never"],
  );
});

test("output of a run that is over goes nowhere", () => {
  const state = after(
    { kind: "queued", chunks: [a] },
    { kind: "started", chunk: a, time: 0 },
    { kind: "completed", run: 1, result: "ok", ms: 1 },
  );
  assert.equal(apply(state, print(1, "late")), state);
  assert.equal(apply(state, { kind: "completed", run: 1, result: "error", ms: 1 }), state);
});

test("a cell waits at most once and not while it runs", () => {
  const state = after(
    { kind: "queued", chunks: [a, b] },
    { kind: "queued", chunks: [b, a] },
    { kind: "started", chunk: a, time: 0 },
    { kind: "queued", chunks: [a] },
  );
  assert.deepEqual(state.queue, [b]);
});

test("editing a cell that has run marks it stale and the notebook unsaved; running it again takes the mark off", () => {
  const ran = after(
    { kind: "queued", chunks: [a] },
    { kind: "started", chunk: a, time: 0 },
    { kind: "completed", run: 1, result: "ok", ms: 1 },
  );
  const edited = apply(ran, { kind: "edited", doc, chunks, changed: [a, b] });
  assert.deepEqual(
    [cellOf(edited, a).stale, cellOf(edited, b).stale, edited.save.kind],
    [true, false, "unsaved"],
  );
  assert.equal(cellOf(apply(edited, { kind: "started", chunk: a, time: 0 }), a).stale, false);
});

test("a kernel that is thrown away leaves outputs to read, marked stale, and nothing running", () => {
  const running = after(
    { kind: "queued", chunks: [a, b] },
    { kind: "started", chunk: a, time: 0 },
    print(1, "x"),
    { kind: "live", chunk: a, height: 90 },
  );
  const gone = apply(running, { kind: "kernelGone" });
  assert.deepEqual(
    [gone.running, gone.queue.length, gone.kernel.generation, gone.kernel.status],
    [null, 0, 2, "loading"],
  );
  const cell = cellOf(gone, a);
  assert.deepEqual(
    [cell.run.kind, cell.stale, cell.liveHeight, cell.output.items.length],
    ["stopped", true, 0, 1],
  );
});

test("what was typed while saving stays unsaved", () => {
  const newer = Text.of(["%% py", "12"]);
  const saving = after({ kind: "saving" }, { kind: "edited", doc: newer, chunks, changed: [] });
  assert.deepEqual(apply(saving, { kind: "saved", revision: "r2", doc }).save, { kind: "unsaved" });
  assert.deepEqual(apply(saving, { kind: "saved", revision: "r2", doc: newer }).save, { kind: "saved" });
});

test("a conflict stays until it is decided", () => {
  const conflict = after({ kind: "conflict", headId: "r9", headContent: "theirs" });
  const edited = apply(conflict, { kind: "edited", doc, chunks, changed: [] });
  assert.equal(edited.save.kind, "conflict");
  const mine = apply(edited, { kind: "basedOn", revision: "r9" });
  assert.deepEqual([mine.revision, mine.save.kind], ["r9", "unsaved"]);
});

test("the stored text has the line breaks it came with", () => {
  const state = openNotebook({ id: "n", title: "T", revision: "r1", lineBreak: "\r\n" }, doc, chunks);
  assert.equal(contentOf(state), "%% py\r\n1\r\n%% py\r\n2\r\n%% py\r\n3");
});
