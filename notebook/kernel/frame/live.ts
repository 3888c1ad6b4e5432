// What cells draw in the frame's own document. Each chunk has a slot; the page says where slots stand and shows through
// just those parts of the frame, so that a drawing appears under its cell. Heights are told to the page as they change.
import type { Slot } from "../protocol.ts";

const ownStyle = `
:root { color-scheme: light dark; }
html, body { margin: 0; padding: 0; background: transparent; overflow: hidden; }
body { font: 15px/1.5 system-ui, sans-serif; }
.kelp-slot { position: absolute; box-sizing: border-box; display: flow-root; overflow-x: auto; overflow-y: hidden; }
.kelp-slot > canvas, .kelp-slot > svg, .kelp-slot > img { max-width: 100%; vertical-align: top; }
`;

const keepsItsPlace = new Set(["SCRIPT", "STYLE", "LINK", "META"]);

export class LiveSlots {
  readonly #slots = new Map<string, HTMLElement>();
  readonly #report: (chunk: string, height: number) => void;
  readonly #sizes: ResizeObserver;

  constructor(report: (chunk: string, height: number) => void) {
    this.#report = report;
    this.#sizes = new ResizeObserver((entries) =>
      entries.forEach((entry) => this.#measure(entry.target as HTMLElement)),
    );
    const style = document.head.appendChild(document.createElement("style"));
    style.textContent = ownStyle;
  }

  /** The element that holds what the n-th chunk draws; made when first asked for. */
  slotOf(chunk: string, n: number): HTMLElement {
    const known = this.#slots.get(chunk);
    if (known) return known;
    const slot = document.createElement("section");
    slot.className = "kelp-slot";
    slot.dataset.chunk = chunk;
    slot.style.width = "640px";
    slot.setAttribute("aria-label", `Drawing of cell ${n}`);
    this.#slots.set(chunk, slot);
    document.body.append(slot);
    this.#sizes.observe(slot);
    return slot;
  }

  clear(chunk: string, n: number): void {
    const slot = this.#slots.get(chunk);
    if (!slot) return;
    slot.setAttribute("aria-label", `Drawing of cell ${n}`);
    slot.replaceChildren();
  }

  /** Takes in what a cell has put straight into the body, where nobody would see it, and tells the slot's height. */
  collect(chunk: string): void {
    for (const child of [...document.body.children]) {
      const placed = child.classList.contains("kelp-slot") || keepsItsPlace.has(child.tagName);
      if (!placed && getComputedStyle(child).position !== "fixed") this.slotOf(chunk, 0).append(child);
    }
    const slot = this.#slots.get(chunk);
    if (slot) this.#measure(slot);
  }

  place(slots: readonly Slot[]): void {
    for (const { chunk, left, top, width } of slots) {
      const slot = this.#slots.get(chunk);
      if (!slot) continue;
      slot.style.left = `${left}px`;
      slot.style.top = `${top}px`;
      slot.style.width = `${width}px`;
    }
  }

  #measure(slot: HTMLElement): void {
    const height = slot.childNodes.length === 0 ? 0 : Math.ceil(slot.getBoundingClientRect().height);
    this.#report(slot.dataset.chunk!, height);
  }
}
