import assert from "node:assert/strict";
import { test } from "node:test";
import {
  maxCharacters,
  maxItems,
  noOutput,
  withOutput,
  type CellOutput,
  type OutputEvent,
} from "./outputs.ts";
import { progressLine } from "./progress.ts";
import { lineBreakOf } from "./line-break.ts";
import { createStore } from "./store.ts";

const out = (text: string): OutputEvent => ({ kind: "stream", name: "stdout", text });
const all = (...events: OutputEvent[]): CellOutput => events.reduce(withOutput, noOutput);
const texts = ({ items }: CellOutput) =>
  items.map((item) => (item.kind === "stream" ? item.text : item.kind));

test("pieces of one stream are joined, other output parts them", () => {
  const shown: OutputEvent = { kind: "display", data: { "text/plain": "1" }, value: true };
  assert.deepEqual(texts(all(out("a"), out("b"), shown, out("c"))), ["ab", "display", "c"]);
  assert.deepEqual(texts(all(out("a"), { kind: "stream", name: "stderr", text: "e" })), ["a", "e"]);
});

test("a piece that is added keeps the key of its item, so that the view can grow it", () => {
  const first = all(out("a"));
  assert.equal(withOutput(first, out("b")).items[0]!.key, first.items[0]!.key);
});

test("text is kept up to a limit and the rest is counted", () => {
  const output = all(out("x".repeat(maxCharacters)), out("yyy"), out("z"));
  assert.deepEqual([output.characters, output.dropped, output.items.length], [maxCharacters, 4, 1]);
});

test("the number of items has a limit", () => {
  const shown: OutputEvent = { kind: "display", data: {}, value: false };
  const output = Array.from({ length: maxItems + 5 }, () => shown).reduce(withOutput, noOutput);
  assert.equal(output.items.length, maxItems);
});

test("a carriage return starts the line again", () => {
  assert.deepEqual(texts(all(out("10%\r20%"), out("\r30%\ndone\r\n"))), ["30%\ndone\n"]);
});

test("the progress line names what is loaded", () => {
  assert.equal(
    progressLine({ python: { loaded: 6.1e6, total: 9.8e6 }, packages: null, step: null }),
    "Python 6.1/9.8 MB",
  );
  assert.equal(
    progressLine({
      python: { loaded: 1e6, total: null },
      packages: { name: "numpy", done: 2, total: 5 },
      step: "starting",
    }),
    "Python 1.0 MB · numpy 2/5 packages · starting",
  );
});

test("only a text with nothing but CRLF is taken apart at CRLF", () => {
  assert.equal(lineBreakOf("a\r\nb\r\n"), "\r\n");
  for (const text of ["a\nb", "a\r\nb\n", "a\r\nb\rc", "a", ""]) assert.equal(lineBreakOf(text), "\n");
});

test("a listener that dispatches does not overtake the others", () => {
  const store = createStore<number, number>(0, (state, add) => state + add);
  const seen: string[] = [];
  store.subscribe((state) => {
    seen.push(`first ${state}`);
    if (state === 1) store.dispatch(10);
  });
  store.subscribe((state) => seen.push(`second ${state}`));
  store.dispatch(1);
  assert.deepEqual(seen, ["first 1", "second 1", "first 11", "second 11"]);
});
