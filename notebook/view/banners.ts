// What the reader has to know or decide, one line each, above the text: never in the way, gone when settled.
import type { Commands } from "../commands/commands.ts";
import type { NotebookState } from "../state/notebook.ts";
import { button, element } from "./dom.ts";

interface Banner {
  readonly key: string;
  readonly text: string;
  readonly actions: readonly (readonly [string, () => void])[];
}

export class Banners {
  readonly dom = element("div", { class: "kelp-banners", role: "alert" });
  readonly #commands: Commands;
  readonly #showDifference: () => void;
  #keys = "";

  constructor(commands: Commands, showDifference: () => void) {
    this.#commands = commands;
    this.#showDifference = showDifference;
  }

  show(state: NotebookState): void {
    const banners = this.#banners(state);
    const keys = banners.map(({ key, text }) => key + text).join("\n");
    if (keys === this.#keys) return;
    this.#keys = keys;
    this.dom.replaceChildren(...banners.map(bannerElement));
  }

  #banners({ kernel, running, save, draft }: NotebookState): Banner[] {
    const {
      restart,
      keepWaiting,
      keepMine,
      takeTheirs,
      restoreDraft,
      discardDraft,
      save: saveNow,
    } = this.#commands;
    const banners: Banner[] = [];
    if (kernel.problem)
      banners.push({ key: "kernel", text: kernel.problem, actions: [["Restart now", restart]] });
    if (running?.deaf) {
      const text = "The running cell does not react to Stop. A restart ends it, and all variables are lost.";
      banners.push({
        key: "deaf",
        text,
        actions: [
          ["Restart now", restart],
          ["Keep waiting", keepWaiting],
        ],
      });
    }
    if (save.kind === "failed") {
      const text = `The notebook was not saved: ${save.message} Your text is still here.`;
      banners.push({ key: "save", text, actions: [["Try again", () => void saveNow()]] });
    }
    if (save.kind === "conflict") {
      const text =
        "This notebook was saved somewhere else meanwhile. Nothing is lost: choose which text goes on.";
      banners.push({
        key: "conflict",
        text,
        actions: [
          ["Show difference", this.#showDifference],
          ["Save mine on top", () => void keepMine()],
          ["Take the other", takeTheirs],
        ],
      });
    }
    if (draft) {
      const text = `This browser holds unsaved changes of ${new Date(draft.time).toLocaleString()}.`;
      banners.push({
        key: "draft",
        text,
        actions: [
          ["Restore them", restoreDraft],
          ["Discard them", discardDraft],
        ],
      });
    }
    return banners;
  }
}

function bannerElement({ text, actions }: Banner): HTMLElement {
  const buttons = actions.map(([label, action]) => button(label, action));
  return element(
    "div",
    { class: "kelp-banner" },
    element("span", { text }),
    element("span", { class: "kelp-banner-actions" }, ...buttons),
  );
}
