// Everything under one chunk: rendered Markdown, or what the cell put out, in order.
import type { Cell } from "../../state/notebook.ts";
import type { OutputItem } from "../../state/outputs.ts";
import { element } from "../dom.ts";
import { renderMarkdown } from "../markdown.ts";
import { displayView } from "./display-view.ts";
import { errorView } from "./error-view.ts";
import type { ItemView } from "./item-view.ts";
import { streamView } from "./stream-view.ts";

interface Options {
  readonly numberOf: (chunk: string) => number | null;
  readonly goTo: (chunk: string, line: number) => void;
}

export class OutputView {
  readonly dom = element("section", { class: "kelp-output" });
  /** Kept free for what the cell draws in the frame. */
  readonly live = element("div", { class: "kelp-live-space", hidden: true });
  readonly #options: Options;
  readonly #items = new Map<number, ItemView<OutputItem>>();
  readonly #dropped = element("p", { class: "kelp-note", hidden: true });
  #prose: HTMLElement | null = null;
  #source: string | null = null;
  #cell: Cell | null = null;

  constructor(options: Options) {
    this.#options = options;
    this.dom.append(this.#dropped, this.live);
  }

  setNumber(n: number): void {
    const label = `Output of cell ${n}`;
    if (this.dom.getAttribute("aria-label") === label) return;
    this.dom.setAttribute("aria-label", label);
    this.live.textContent = `Cell ${n} draws in the frame “Drawings of this notebook”.`;
  }

  showMarkdown(source: string): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#prose ??= this.dom.insertBefore(element("div", { class: "kelp-prose" }), this.#dropped);
    this.#prose.replaceChildren(renderMarkdown(source));
  }

  /** A chunk that was Markdown and is something else now. */
  hideMarkdown(): void {
    this.#prose?.remove();
    this.#prose = this.#source = null;
  }

  show(cell: Cell): void {
    if (cell === this.#cell) return;
    this.#cell = cell;
    const { items, dropped } = cell.output;
    const kept = new Set(items.map(({ key }) => key));
    for (const [key, view] of this.#items) {
      if (kept.has(key)) continue;
      view.dom.remove();
      this.#items.delete(key);
    }
    for (const item of items) this.#showItem(item);
    this.#dropped.hidden = dropped === 0;
    this.#dropped.textContent = `${dropped.toLocaleString("en")} more characters were printed and not kept.`;
    this.live.hidden = cell.liveHeight === 0;
    this.live.style.height = `${cell.liveHeight}px`;
    this.dom.classList.toggle("kelp-stale", cell.stale);
  }

  #showItem(item: OutputItem): void {
    const known = this.#items.get(item.key);
    if (known) return known.update(item);
    const view = this.#viewOf(item) as ItemView<OutputItem>;
    this.#items.set(item.key, view);
    this.dom.insertBefore(view.dom, this.#dropped);
  }

  #viewOf(item: OutputItem): ItemView<never> {
    switch (item.kind) {
      case "stream":
        return streamView(item);
      case "display":
        return displayView(item);
      case "error":
        return errorView(item, this.#options);
    }
  }
}

export function hasOutput(cell: Cell): boolean {
  return cell.output.items.length > 0 || cell.output.dropped > 0 || cell.liveHeight > 0;
}
