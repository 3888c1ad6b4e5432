// Delimiter lines drawn as bars, and line numbers that start anew in each chunk, as error messages count them.
import { RangeSetBuilder, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, lineNumbers, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { chunkAt } from "../../state/chunks.ts";
import { chunkField } from "./chunk-field.ts";

const kinds = new Map<string, Decoration>();

function barOf(type: string): Decoration {
  const known = kinds.get(type) ?? Decoration.line({ class: `kelp-delimiter kelp-delimiter-${type.replace(/\W/g, "")}` });
  kinds.set(type, known);
  return known;
}

function bars(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const chunks = view.state.field(chunkField);
  for (const { from, to } of view.visibleRanges) {
    for (const chunk of chunks) if (chunk.from >= from && chunk.from <= to) builder.add(chunk.from, chunk.from, barOf(chunk.type));
  }
  return builder.finish();
}

const barPlugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = bars(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = bars(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function numberInChunk(line: number, state: EditorState): string {
  if (line > state.doc.lines) return "000"; // Asked for once, to make the gutter wide enough.
  const chunk = chunkAt(state.field(chunkField), state.doc.line(line).from);
  if (!chunk) return "";
  const number = line - state.doc.lineAt(chunk.from).number;
  return number === 0 ? "" : String(number);
}

export function delimiters(): Extension {
  return [barPlugin, lineNumbers({ formatNumber: numberInChunk })];
}
