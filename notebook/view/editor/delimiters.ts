// Delimiter lines drawn as bars, code on a ground of its own, and line numbers that start anew in each chunk, as error messages count them.
import { RangeSetBuilder, type EditorState, type Extension, type Line, type Text } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  lineNumbers,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import { chunkAt, type Chunk } from "../../state/chunks.ts";
import { chunkField } from "./chunk-field.ts";

const known = new Map<string, Decoration>();

/** An empty last line, which most chunks have, is the gap below the chunk; the line before it is the chunk's end. */
function lineOf(doc: Text, line: Line, chunk: Chunk): Decoration {
  const part =
    chunk.from === line.from ? "delimiter" : line.to === chunk.to && line.length === 0 ? "gap" : "code";
  const end = line.to === chunk.to || (line.to + 1 === chunk.to && doc.lineAt(chunk.to).length === 0);
  const name = `kelp-${part} kelp-${part}-${chunk.type.replace(/\W/g, "")}${end ? " kelp-end" : ""}`;
  const made = known.get(name) ?? Decoration.line({ class: name });
  known.set(name, made);
  return made;
}

function lines(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc } = view.state;
  const chunks = view.state.field(chunkField);
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = doc.lineAt(at);
      const chunk = chunkAt(chunks, line.from);
      if (chunk) builder.add(line.from, line.from, lineOf(doc, line, chunk));
      at = line.to + 1;
    }
  }
  return builder.finish();
}

const linePlugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = lines(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = lines(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function numberInChunk(line: number, state: EditorState): string {
  if (line > state.doc.lines) return "000"; // Asked for once, to make the gutter wide enough.
  const { from, to, length } = state.doc.line(line);
  const chunk = chunkAt(state.field(chunkField), from);
  const isGap = length === 0 && to === chunk?.to;
  return !chunk || chunk.from === from || isGap ? "" : String(line - state.doc.lineAt(chunk.from).number);
}

export function delimiters(): Extension {
  return [linePlugin, lineNumbers({ formatNumber: numberInChunk })];
}
