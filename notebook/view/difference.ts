// The two texts of a conflict side by side, in a dialog.
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { button, element } from "./dom.ts";

export function showDifference(mine: string, theirs: string): void {
  const place = element("div", { class: "kelp-difference" });
  const dialog = element(
    "dialog",
    { class: "kelp-dialog", "aria-label": "Difference" },
    element(
      "div",
      { class: "kelp-difference-heads" },
      element("strong", { text: "The other text" }),
      element("strong", { text: "Your text" }),
    ),
    place,
    button("Close", () => dialog.close(), { class: "kelp-primary" }),
  );
  const readOnly = [EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.lineWrapping];
  const merge = new MergeView({
    a: { doc: theirs, extensions: readOnly },
    b: { doc: mine, extensions: readOnly },
    parent: place,
    collapseUnchanged: { margin: 3, minSize: 6 },
  });
  dialog.addEventListener("close", () => {
    merge.destroy();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
