// Keys of the notebook; those of the text are the editor's own. The first table works anywhere on the page.
import { Prec, type Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { Commands } from "../../commands/commands.ts";

const does = (action: () => void) => () => {
  action();
  return true;
};

export function notebookKeys(commands: () => Commands): Extension {
  return Prec.highest(
    keymap.of([
      { key: "Mod-Enter", run: does(() => commands().runAtCursor()) },
      { key: "Shift-Enter", run: does(() => commands().runAndNext()) },
    ]),
  );
}

const twiceWithin_ms = 600;

/** Ctrl/⌘+S saves, Ctrl+F9 runs all, Escape twice stops. */
export function pageKeys(commands: Commands): (event: KeyboardEvent) => void {
  let lastEscape = -Infinity;
  return (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void commands.save();
    } else if (event.key === "F9" && event.ctrlKey) {
      event.preventDefault();
      commands.runAll();
    } else if (event.key === "Escape" && !event.repeat) {
      if (event.timeStamp - lastEscape < twiceWithin_ms) commands.stop();
      lastEscape = event.timeStamp;
    }
  };
}
