// The text of the notebook in CodeMirror: one document, one cursor, one undo history for all chunks.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightSpecialChars,
  keymap,
  rectangularSelection,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { lineBreakOf } from "../../state/line-break.ts";
import { blocks } from "./blocks.ts";
import { chunkField } from "./chunk-field.ts";
import { delimiters } from "./delimiters.ts";
import { errorMarks } from "./error-marks.ts";
import { iomd } from "./iomd-language.ts";

export function createEditorState(content: string, more: Extension): EditorState {
  return EditorState.create({
    doc: content,
    extensions: [
      EditorState.lineSeparator.of(lineBreakOf(content)),
      more,
      chunkField,
      blocks(),
      delimiters(),
      errorMarks(),
      iomd(),
      texture(),
      EditorView.contentAttributes.of({ "aria-label": "Notebook", spellcheck: "false" }),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...completionKeymap,
        indentWithTab,
      ]),
    ],
  });
}

/** What makes editing pleasant and knows nothing of notebooks. */
function texture(): Extension {
  return [
    highlightSpecialChars(),
    history(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    indentOnInput(),
    indentUnit.of("    "),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    rectangularSelection(),
    crosshairCursor(),
    highlightSelectionMatches(),
    search({ top: true }),
    syntaxHighlighting(classHighlighter),
    EditorView.lineWrapping,
  ];
}
