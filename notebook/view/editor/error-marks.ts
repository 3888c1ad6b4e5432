// A mark on the line of the text where a cell failed; it goes when the cell runs again or the line is edited.
import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

/** Starts of the marked lines. */
export const setErrorMarks = StateEffect.define<readonly number[]>();

const mark = Decoration.line({ class: "kelp-error-line" });

const errorField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setErrorMarks))
        return Decoration.set([...effect.value].sort((a, b) => a - b).map((from) => mark.range(from)));
    }
    if (!transaction.docChanged) return marks;
    const untouched = marks.update({
      filter: (from) => !transaction.changes.touchesRange(from, transaction.startState.doc.lineAt(from).to),
    });
    return untouched.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function errorMarks(): Extension {
  return errorField;
}
