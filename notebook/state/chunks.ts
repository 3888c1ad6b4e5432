// Where the chunks of the open document are, and who they are. A chunk keeps its identity while its text, or text
// around it, is edited: the starts of delimiter lines are mapped through each change and only touched lines are read again.
import type { ChangeSet, Text } from "@codemirror/state";
import { isDelimiter, parseDelimiter, unescapeBody, type Delimiter } from "./iomd.ts";

export interface Chunk extends Delimiter {
  readonly id: string;
  /** 1-based place among the chunks; Markdown chunks count, the text above the first delimiter does not. */
  readonly n: number;
  /** The delimiter line as written. */
  readonly line: string;
  /** Start of the delimiter line. */
  readonly from: number;
  /** End of the delimiter line, before its break. */
  readonly delimiterTo: number;
  /** Start of the content; equals `to` when there is none. */
  readonly bodyFrom: number;
  /** End of the last line, before its break. */
  readonly to: number;
}

interface Mark {
  readonly id: string | null;
  readonly from: number;
  readonly line: string;
}

let lastId = 0;
const newId = () => `c${++lastId}`;

export function readChunks(doc: Text): Chunk[] {
  return place(doc, scan(doc, 0, doc.length));
}

/** The chunks of `doc`, which `changes` made out of the text that `chunks` describes. */
export function mapChunks(chunks: readonly Chunk[], changes: ChangeSet, doc: Text): Chunk[] {
  const kept: Mark[] = [];
  const reread: Chunk[] = [];
  const touched = touchedLines(changes, doc);
  for (const chunk of chunks) {
    // A start moves with the text after it: a line typed above a delimiter belongs to the chunk before.
    const from = changes.mapPos(chunk.from, 1);
    if (inside(touched, from)) reread.push(chunk);
    else kept.push({ id: chunk.id, from, line: chunk.line });
  }
  const again = touched.flatMap(({ from, to }) => scan(doc, from, to));
  return place(doc, merge(kept, adopt(again, reread, changes)));
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Whole lines of the new text that a change reached, merged and in order. */
function touchedLines(changes: ChangeSet, doc: Text): Range[] {
  const ranges: Range[] = [];
  changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
    const range = { from: doc.lineAt(fromB).from, to: doc.lineAt(toB).to };
    const last = ranges[ranges.length - 1];
    if (last && range.from <= last.to)
      ranges[ranges.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else ranges.push(range);
  });
  return ranges;
}

function inside(ranges: readonly Range[], position: number): boolean {
  return ranges.some(({ from, to }) => position >= from && position <= to);
}

function scan(doc: Text, from: number, to: number): Mark[] {
  const marks: Mark[] = [];
  let at = from;
  for (const line of doc.iterLines(doc.lineAt(from).number, doc.lineAt(to).number + 1)) {
    if (isDelimiter(line)) marks.push({ id: null, from: at, line });
    at += line.length + 1;
  }
  return marks;
}

/** Gives delimiter lines that were read again the identity of the chunk whose line they were, if any of it is left. */
function adopt(marks: readonly Mark[], reread: readonly Chunk[], changes: ChangeSet): Mark[] {
  const free = reread.filter(
    (chunk) => changes.mapPos(chunk.from, 1) < changes.mapPos(chunk.delimiterTo, -1),
  );
  return marks.map((mark) => {
    const end = mark.from + mark.line.length;
    const index = free.findIndex((chunk) => {
      const from = changes.mapPos(chunk.from, 1);
      return from >= mark.from && from <= end;
    });
    const owner = index < 0 ? undefined : free.splice(index, 1)[0];
    return owner ? { ...mark, id: owner.id } : mark;
  });
}

function merge(kept: readonly Mark[], again: readonly Mark[]): Mark[] {
  if (again.length === 0) return [...kept];
  return [...kept, ...again].sort((a, b) => a.from - b.from);
}

function place(doc: Text, marks: readonly Mark[]): Chunk[] {
  let above = "";
  return marks.map((mark, index) => {
    const { type, flags } = meaningOf(mark.line, above);
    above = type;
    const next = marks[index + 1];
    const delimiterTo = mark.from + mark.line.length;
    const to = next ? Math.max(next.from - 1, delimiterTo) : doc.length;
    const bodyFrom = Math.min(delimiterTo + 1, to);
    return {
      id: mark.id ?? newId(),
      n: index + 1,
      type,
      flags,
      line: mark.line,
      from: mark.from,
      delimiterTo,
      bodyFrom,
      to,
    };
  });
}

const meanings = new Map<string, Delimiter>();

/** parseDelimiter, remembered: a text has few different delimiter lines, and all are looked at after each key. */
function meaningOf(line: string, above: string): Delimiter {
  const known = meanings.get(line);
  if (known) return known;
  const meaning = parseDelimiter(line, above);
  if (meanings.size > 1000) meanings.clear();
  if (!/^%+\s*$/.test(line)) meanings.set(line, meaning);
  return meaning;
}

/** What the chunk's language gets to see. */
export function sourceOf(doc: Text, chunk: Chunk): string {
  return unescapeBody(doc.sliceString(chunk.bodyFrom, chunk.to, "\n"));
}

/** The text above the first chunk. */
export function preambleOf(doc: Text, chunks: readonly Chunk[]): string {
  return doc.sliceString(0, chunks[0]?.from ?? doc.length, "\n");
}

export function chunkAt(chunks: readonly Chunk[], position: number): Chunk | null {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (chunks[middle]!.from <= position) low = middle + 1;
    else high = middle;
  }
  return chunks[low - 1] ?? null;
}

/** Markdown and its old names; `html` was an undocumented alias of it. */
export function isMarkdown(type: string): boolean {
  return type === "md" || type === "markdown" || type === "html";
}

export function isRunnable(type: string): boolean {
  return type === "py" || type === "js" || type === "css";
}

/** Ids of the chunks whose text a change reached. */
export function chunksIn(chunks: readonly Chunk[], changes: ChangeSet): string[] {
  const found = new Set<string>();
  changes.iterChangedRanges((_fromA, _toA, from, to) => {
    for (const chunk of chunks) if (from <= chunk.to && to >= chunk.from) found.add(chunk.id);
  });
  return [...found];
}
