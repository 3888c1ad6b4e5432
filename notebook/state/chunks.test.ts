import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorState, Text, type ChangeSpec } from "@codemirror/state";
import { chunkAt, chunksIn, mapChunks, preambleOf, readChunks, sourceOf, type Chunk } from "./chunks.ts";
import { randomDocument, seeded } from "./testing/random-document.ts";

const textOf = (text: string) => Text.of(text.split("\n"));
const withoutIds = (chunks: readonly Chunk[]) => chunks.map(({ id: _, ...rest }) => rest);

function change(text: string, spec: ChangeSpec): { before: Chunk[]; after: Chunk[]; doc: Text } {
  const state = EditorState.create({ doc: textOf(text) });
  const before = readChunks(state.doc);
  const { changes, newDoc: doc } = state.update({ changes: spec });
  return { before, after: mapChunks(before, changes, doc), doc };
}

const three = "%% md\n# a\n%% py\nx = 1\n%% js\ny\n";

test("positions, numbers and content are those of the text", () => {
  const doc = textOf(`intro\n${three}`);
  const chunks = readChunks(doc);
  assert.deepEqual(
    chunks.map(({ n, type }) => [n, type]),
    [
      [1, "md"],
      [2, "py"],
      [3, "js"],
    ],
  );
  assert.deepEqual(
    chunks.map((chunk) => sourceOf(doc, chunk)),
    ["# a", "x = 1", "y\n"],
  );
  assert.equal(preambleOf(doc, chunks), "intro\n");
  assert.equal(chunkAt(chunks, 0), null);
  assert.equal(chunkAt(chunks, doc.length)!.n, 3);
});

test("a chunk keeps its identity while text in it or above it is edited", () => {
  for (const spec of [
    { from: 0, insert: "new line\n" },
    { from: 18, insert: "0" },
    { from: 6, to: 9, insert: "" },
    { from: 14, insert: " time" },
  ]) {
    const { before, after } = change(three, spec);
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id),
      JSON.stringify(spec),
    );
  }
});

test("a deleted chunk does not hand its identity to the next one", () => {
  const { before, after } = change(three, { from: 10, to: 22 });
  assert.deepEqual(
    after.map(({ id }) => id),
    [before[0]!.id, before[2]!.id],
  );
});

test("a new delimiter makes a new chunk and leaves the others alone", () => {
  const { before, after } = change(three, { from: 16, insert: "%% css\n" });
  assert.deepEqual(
    after.map(({ type }) => type),
    ["md", "py", "css", "js"],
  );
  const known = new Set(before.map(({ id }) => id));
  assert.deepEqual(
    after.map(({ id }) => known.has(id)),
    [true, true, false, true],
  );
});

test("after any edits the chunks are those that reading the whole text gives", () => {
  const random = seeded(7);
  for (let round = 0; round < 400; round++) {
    let state = EditorState.create({ doc: textOf(randomDocument(random).replaceAll("\r", "")) });
    let chunks = readChunks(state.doc);
    for (let step = 0; step < 12; step++) {
      const [a, b] = [random(), random()]
        .map((part) => Math.floor(part * (state.doc.length + 1)))
        .sort((x, y) => x - y);
      const insert = random() < 0.3 ? "" : randomDocument(random).replaceAll("\r", "").slice(0, 12);
      const update = state.update({ changes: { from: a!, to: random() < 0.5 ? a! : b!, insert } });
      chunks = mapChunks(chunks, update.changes, update.newDoc);
      state = update.state;
      assert.deepEqual(withoutIds(chunks), withoutIds(readChunks(state.doc)));
      assert.equal(new Set(chunks.map(({ id }) => id)).size, chunks.length, "ids are unique");
    }
  }
});

test("a change names the chunks it reached", () => {
  const state = EditorState.create({ doc: textOf(three) });
  const update = state.update({ changes: { from: 18, insert: "2" } });
  const chunks = mapChunks(readChunks(state.doc), update.changes, update.newDoc);
  assert.deepEqual(chunksIn(chunks, update.changes), [chunks[1]!.id]);
});

test("typing in five megabytes costs milliseconds", () => {
  const doc = textOf("%% py\nx = 1\ny = 'some more text on a line'\n".repeat(120_000));
  let state = EditorState.create({ doc });
  let chunks: Chunk[] = readChunks(doc);
  let best = Infinity;
  for (let key = 0; key < 20; key++) {
    const began = performance.now();
    const update = state.update({ changes: { from: 2_500_000 + key, insert: "a" } });
    chunks = mapChunks(chunks, update.changes, update.newDoc);
    state = update.state;
    best = Math.min(best, performance.now() - began);
  }
  // The best of them: other programs on the machine make some slow.
  assert.ok(best < 200, `one key took ${best} ms`);
});
