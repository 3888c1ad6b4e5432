// The bar above the notebook: its name, what the kernel does, and the actions that concern the whole.
import type { Commands } from "../commands/commands.ts";
import type { NotebookState, SaveState } from "../state/notebook.ts";
import { progressLine, progressRatio } from "../state/progress.ts";
import { button, element, setText } from "./dom.ts";

const saveTexts: Record<SaveState["kind"], string> = {
  saved: "Saved",
  unsaved: "Unsaved changes",
  saving: "Saving…",
  failed: "Not saved",
  conflict: "Conflict",
};

export class Header {
  readonly dom = element("header", { class: "kelp-header" });
  readonly #title = element("h1", { class: "kelp-title" });
  readonly #status = element("span", { role: "status", "aria-label": "Kernel", class: "kelp-status" });
  readonly #saved = element("span", { class: "kelp-saved", "aria-live": "polite" });
  readonly #stop: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  /** Stands over the top of the text, where it moves nothing and covers no control. */
  readonly progress = element("div", { class: "kelp-progress", hidden: true });
  readonly #progressText = element("span");
  readonly #progressBar = element("progress", { "aria-label": "Loading" });

  constructor(commands: Commands) {
    this.#stop = button("Stop", commands.stop, { title: "Stop the running cell (Esc Esc)" });
    this.#save = button("Save", () => void commands.save(), {
      title: "Save (Ctrl+S)",
      class: "kelp-primary",
    });
    const runAll = button("Run all", commands.runAll, { title: "Run all cells in order (Ctrl+F9)" });
    const restart = button("Restart", commands.restart, { title: "Throw away all variables and start anew" });
    this.progress.append(this.#progressBar, this.#progressText);
    this.dom.append(
      element("a", { href: "/", class: "kelp-home", "aria-label": "kelp, all notebooks" }, "kelp"),
      this.#title,
      element("div", { class: "kelp-kernel" }, element("span", { class: "kelp-dot" }), this.#status),
      element(
        "div",
        { class: "kelp-actions", role: "toolbar", "aria-label": "Notebook" },
        runAll,
        this.#stop,
        restart,
        this.#saved,
        this.#save,
      ),
    );
  }

  show({ title, kernel, running, queue, save }: NotebookState): void {
    setText(this.#title, title);
    setText(this.#status, kernel.status);
    this.dom.dataset.kernel = kernel.status;
    setText(this.#saved, saveTexts[save.kind]);
    this.#saved.dataset.save = save.kind;
    this.#stop.disabled = running === null && queue.length === 0;
    this.#save.disabled = save.kind === "saving";
    document.title = `${running ? "● " : ""}${title} – Kelp`;
    this.progress.hidden = kernel.progress === null;
    if (kernel.progress) {
      setText(this.#progressText, progressLine(kernel.progress));
      const ratio = progressRatio(kernel.progress);
      if (ratio === null) this.#progressBar.removeAttribute("value");
      else this.#progressBar.value = ratio;
    }
  }
}
