// Where in the text cells have failed.
import { cellOf, type NotebookState } from "./notebook.ts";

/** Starts of the lines that the last run of a cell failed in; lines of a text that was edited since are left out. */
export function errorLines(state: NotebookState): number[] {
  return state.chunks.flatMap((chunk) => {
    const cell = cellOf(state, chunk.id);
    if (cell.run.kind !== "error" || cell.stale) return [];
    const item = cell.output.items.findLast(({ kind }) => kind === "error");
    const frame =
      item?.kind === "error" ? item.error.frames.findLast((one) => one.chunk === chunk.id) : undefined;
    if (!frame) return [];
    const line = state.doc.lineAt(chunk.bodyFrom).number + frame.line - 1;
    return line > state.doc.lines ? [] : [state.doc.line(line).from];
  });
}
