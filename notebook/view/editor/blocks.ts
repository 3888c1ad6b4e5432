// Room in the text for what stands below or in place of it: outputs under their chunk, rendered Markdown in place of its
// source, a summary in place of the front matter. The editor only keeps the room; cell-layer.ts puts the content there.
import {
  EditorSelection,
  StateEffect,
  StateField,
  type EditorState,
  type Extension,
  type Range,
  type Transaction,
} from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import { isMarkdown, type Chunk } from "../../state/chunks.ts";
import { chunkField } from "./chunk-field.ts";

/** Name of the room for the front matter; no chunk has this id. */
export const preambleRoom = "preamble";

/** Heights in CSS pixels by chunk; a chunk that is not in the map needs no room. */
export const setRooms = StateEffect.define<ReadonlyMap<string, number>>();

export interface Blocks {
  readonly rooms: ReadonlyMap<string, number>;
  /** Chunks whose source is hidden behind what it means. */
  readonly folded: ReadonlySet<string>;
  /** The reader has put the cursor somewhere; until then the cursor at the top opens nothing. */
  readonly touched: boolean;
  readonly decorations: DecorationSet;
}

class Room extends WidgetType {
  readonly height: number;

  constructor(height: number) {
    super();
    this.height = height;
  }

  override eq(other: Room): boolean {
    return other.height === this.height;
  }

  override toDOM(): HTMLElement {
    const room = document.createElement("div");
    room.className = "kelp-room";
    room.style.height = `${this.height}px`;
    return room;
  }

  override updateDOM(dom: HTMLElement): boolean {
    dom.style.height = `${this.height}px`;
    return true;
  }

  override get estimatedHeight(): number {
    return this.height;
  }
}

export const blockField = StateField.define<Blocks>({
  create: (state) => build(state, new Map(), false),
  update(blocks, transaction) {
    const rooms = newRooms(transaction) ?? blocks.rooms;
    const touched =
      blocks.touched ||
      transaction.isUserEvent("select") ||
      transaction.isUserEvent("input") ||
      isFocus(transaction);
    const moved = transaction.docChanged || transaction.selection !== undefined || touched !== blocks.touched;
    if (rooms === blocks.rooms && !moved) return blocks;
    if (rooms === blocks.rooms && sameFolds(blocks, transaction, touched)) {
      return { ...blocks, touched, decorations: blocks.decorations.map(transaction.changes) };
    }
    return build(transaction.state, rooms, touched);
  },
  provide: (field) => EditorView.decorations.from(field, (blocks) => blocks.decorations),
});

const focused = StateEffect.define<null>();
const isFocus = (transaction: Transaction) => transaction.effects.some((effect) => effect.is(focused));
const noteFocus = EditorView.focusChangeEffect.of((_, focusing) => (focusing ? focused.of(null) : null));

function newRooms(transaction: Transaction): ReadonlyMap<string, number> | null {
  return transaction.effects.reduce<ReadonlyMap<string, number> | null>(
    (found, effect) => (effect.is(setRooms) ? effect.value : found),
    null,
  );
}

function sameFolds(blocks: Blocks, transaction: Transaction, touched: boolean): boolean {
  const before = transaction.startState.field(chunkField);
  const after = transaction.state.field(chunkField);
  const same =
    before.length === after.length &&
    before.every((chunk, n) => chunk.id === after[n]!.id && chunk.type === after[n]!.type);
  if (!same) return false;
  const folded = foldedChunks(transaction.state, touched);
  return folded.size === blocks.folded.size && [...folded].every((id) => blocks.folded.has(id));
}

function foldedChunks(state: EditorState, touched: boolean): Set<string> {
  const chunks = state.field(chunkField);
  const folded = new Set(chunks.filter((chunk) => isMarkdown(chunk.type)).map(({ id }) => id));
  if (preambleEnd(state, chunks) > 0) folded.add(preambleRoom);
  if (!touched) return folded;
  for (const { from, to } of state.selection.ranges) {
    for (const chunk of chunks) if (from <= chunk.to && to >= chunk.from) folded.delete(chunk.id);
    if (from <= preambleEnd(state, chunks)) folded.delete(preambleRoom);
  }
  return folded;
}

/** End of the text above the first chunk, before its line break; 0 when there is none worth showing. */
function preambleEnd(state: EditorState, chunks: readonly Chunk[]): number {
  const end = chunks[0] ? Math.max(chunks[0].from - 1, 0) : 0;
  return state.doc.sliceString(0, 3) === "+++" ? end : 0;
}

function build(state: EditorState, rooms: ReadonlyMap<string, number>, touched: boolean): Blocks {
  const chunks = state.field(chunkField);
  const folded = foldedChunks(state, touched);
  const ranges: Range<Decoration>[] = [];
  if (folded.has(preambleRoom)) {
    ranges.push(hide(0, preambleEnd(state, chunks), rooms.get(preambleRoom) ?? 36));
  }
  for (const chunk of chunks) {
    const height = rooms.get(chunk.id);
    if (folded.has(chunk.id)) ranges.push(hide(chunk.from, chunk.to, height ?? guessHeight(state, chunk)));
    else if (height !== undefined)
      ranges.push(Decoration.widget({ widget: new Room(height), block: true, side: 1 }).range(chunk.to));
  }
  return { rooms, folded, touched, decorations: Decoration.set(ranges) };
}

function hide(from: number, to: number, height: number): Range<Decoration> {
  return Decoration.replace({ widget: new Room(height), block: true }).range(from, to);
}

/** Before Markdown has been rendered; near enough to keep the scroll bar still. */
function guessHeight(state: EditorState, chunk: Chunk): number {
  return 24 * Math.max(1, state.doc.lineAt(chunk.to).number - state.doc.lineAt(chunk.from).number);
}

/** Puts the cursor into a hidden chunk, which opens it. */
export function openChunk(view: EditorView, chunk: Chunk): void {
  view.dispatch({
    selection: EditorSelection.cursor(chunk.bodyFrom),
    scrollIntoView: true,
    userEvent: "select",
  });
  view.focus();
}

export function blocks(): Extension {
  return [blockField, noteFocus];
}
