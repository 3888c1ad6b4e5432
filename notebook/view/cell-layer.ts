// Bars and outputs of the chunks: ordinary elements over the text, each at the place that the editor keeps free for it
// (editor/blocks.ts). Because they are not part of the edited text they stay in the document while it scrolls, can be
// read, selected and copied like any page, and follow each other in the order of the chunks.
import type { EditorView, ViewUpdate } from "@codemirror/view";
import type { Commands } from "../commands/commands.ts";
import { isMarkdown, preambleOf, sourceOf, type Chunk } from "../state/chunks.ts";
import { readFrontMatter } from "../state/front-matter.ts";
import { cellOf, type NotebookState } from "../state/notebook.ts";
import { CellBar } from "./cell-bar.ts";
import { button, element } from "./dom.ts";
import { blockField, openChunk, preambleRoom, setRooms } from "./editor/blocks.ts";
import { hasOutput, OutputView } from "./output/output-view.ts";

interface Entry {
  readonly dom: HTMLElement;
  readonly bar: CellBar;
  readonly output: OutputView;
  readonly edit: HTMLButtonElement;
  chunk: Chunk;
  height: number;
  dirty: boolean;
}

interface Options {
  readonly view: EditorView;
  readonly commands: Commands;
  readonly state: () => NotebookState;
}

/** Beyond this number of chunks only those in sight, and those with outputs, are kept in the document. */
const allUpTo = 400;
const renderAfter_ms = 120;

export class CellLayer {
  readonly dom = element("div", { class: "kelp-cells" });
  /** Called after things have moved. */
  moved: () => void = () => {};
  readonly #options: Options;
  readonly #entries = new Map<string, Entry>();
  readonly #summary = element("div", { class: "kelp-summary" });
  readonly #sizes: ResizeObserver;
  #renderTimer = 0;

  constructor(options: Options) {
    this.#options = options;
    this.dom.append(this.#summary);
    this.#sizes = new ResizeObserver(() => this.#makeRoom());
    this.#sizes.observe(this.#summary);
  }

  /** The place of each chunk that draws in the frame. */
  liveSpaces(): { chunk: string; place: HTMLElement }[] {
    const shown = [...this.#entries.values()].filter(({ output }) => !output.live.hidden);
    return shown.map(({ chunk, output }) => ({ chunk: chunk.id, place: output.live }));
  }

  /** The text of these chunks is another now; the state follows, and with it a call of sync. */
  textChanged(chunks: readonly string[]): void {
    for (const id of chunks) {
      const entry = this.#entries.get(id);
      if (entry) entry.dirty = true;
    }
  }

  /** After the editor changed in other ways: selection, what is in sight, sizes. */
  updated(update: ViewUpdate): void {
    if (update.docChanged) return;
    if (update.viewportChanged || update.selectionSet || update.focusChanged) this.sync();
    else if (update.geometryChanged || update.transactions.length > 0) this.#place();
  }

  /** Brings everything in line with the state. */
  sync(): void {
    const { state } = this.#options;
    const { chunks, doc } = state();
    const wanted = this.#wanted(state());
    const gone = new Set(this.#entries.keys());
    let before: ChildNode | null = this.#summary;
    for (const chunk of wanted) {
      gone.delete(chunk.id);
      const entry = this.#entries.get(chunk.id) ?? this.#add(chunk);
      entry.chunk = chunk;
      this.#show(entry, state());
      if (before.nextSibling !== entry.dom) this.dom.insertBefore(entry.dom, before.nextSibling);
      before = entry.dom;
    }
    for (const id of gone) this.#remove(id);
    this.#showSummary(preambleOf(doc, chunks));
    this.#place();
  }

  /** Shows how long the running cell has run. */
  tick(now: number): void {
    const state = this.#options.state();
    const entry = state.running && this.#entries.get(state.running.chunk);
    const cell = entry && cellOf(state, entry.chunk.id);
    if (entry && cell?.run.kind === "running" && now - cell.run.since > 500)
      entry.bar.show(cell, (now - cell.run.since) / 1000);
  }

  #wanted(state: NotebookState): readonly Chunk[] {
    if (state.chunks.length <= allUpTo) return state.chunks;
    const { from, to } = this.#options.view.viewport;
    return state.chunks.filter(
      (chunk) => (chunk.to >= from && chunk.from <= to) || hasOutput(cellOf(state, chunk.id)),
    );
  }

  #add(chunk: Chunk): Entry {
    const { commands, view, state } = this.#options;
    const numberOf = (id: string) => state().chunks.find((one) => one.id === id)?.n ?? null;
    const output = new OutputView({ numberOf, goTo: commands.goTo });
    const bar = new CellBar(() => commands.runCell(chunk.id));
    const edit = button("Edit", () => openChunk(view, this.#entries.get(chunk.id)!.chunk), {
      class: "kelp-edit kelp-quiet",
    });
    output.dom.addEventListener("dblclick", () => edit.isConnected && edit.click());
    const entry: Entry = {
      dom: element("div", { class: "kelp-cell" }, bar.dom, output.dom),
      bar,
      output,
      edit,
      chunk,
      height: 0,
      dirty: true,
    };
    this.#entries.set(chunk.id, entry);
    this.#sizes.observe(output.dom);
    return entry;
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id)!;
    this.#sizes.unobserve(entry.output.dom);
    entry.dom.remove();
    this.#entries.delete(id);
  }

  #show(entry: Entry, state: NotebookState): void {
    const { chunk, bar, output, edit } = entry;
    const cell = cellOf(state, chunk.id);
    const prose = isMarkdown(chunk.type);
    bar.setNumber(chunk.n);
    output.setNumber(chunk.n);
    bar.dom.hidden = prose || chunk.type === "raw";
    bar.show(cell, null);
    output.show(cell);
    if (!prose) output.hideMarkdown();
    else if (entry.dirty) this.#renderSoon(entry);
    const folded = this.#options.view.state.field(blockField).folded.has(chunk.id);
    if (prose && folded && !edit.isConnected) entry.dom.append(edit);
    else if (!(prose && folded)) edit.remove();
    output.dom.hidden = !prose && !hasOutput(cell);
    output.dom.dataset.type = chunk.type;
  }

  /** At once the first time; while it is being edited, when the typing pauses. */
  #renderSoon(entry: Entry): void {
    if (entry.height === 0) return this.#render(entry);
    clearTimeout(this.#renderTimer);
    this.#renderTimer = window.setTimeout(() => {
      for (const one of this.#entries.values()) if (one.dirty) this.#render(one);
    }, renderAfter_ms);
  }

  #render(entry: Entry): void {
    entry.dirty = false;
    if (isMarkdown(entry.chunk.type))
      entry.output.showMarkdown(sourceOf(this.#options.state().doc, entry.chunk));
  }

  #showSummary(preamble: string): void {
    const { view } = this.#options;
    const folded = view.state.field(blockField).folded.has(preambleRoom);
    this.#summary.hidden = !folded;
    if (this.#summary.dataset.preamble === preamble) return;
    this.#summary.dataset.preamble = preamble;
    const { title, packages, files, problem } = readFrontMatter(preamble);
    const parts = [
      title,
      packages.length > 0 && `uses ${packages.join(", ")}`,
      files.length > 0 && `with ${files.join(", ")}`,
    ];
    const text = problem ?? parts.filter(Boolean).join(" · ");
    const open = button(
      "Edit",
      () => {
        view.dispatch({ selection: { anchor: 0 }, scrollIntoView: true, userEvent: "select" });
        view.focus();
      },
      { class: "kelp-quiet", "aria-label": "Edit settings of the notebook" },
    );
    this.#summary.classList.toggle("kelp-problem", problem !== null);
    this.#summary.replaceChildren(element("span", { text }), open);
  }

  /** Tells the editor how much room each output takes. */
  #makeRoom(): void {
    const { view } = this.#options;
    const rooms = new Map<string, number>();
    for (const [id, entry] of this.#entries) {
      entry.height = entry.output.dom.hidden ? 0 : Math.ceil(entry.output.dom.offsetHeight);
      if (entry.height > 0) rooms.set(id, entry.height);
    }
    if (!this.#summary.hidden) rooms.set(preambleRoom, this.#summary.offsetHeight);
    const known = view.state.field(blockField).rooms;
    const same = known.size === rooms.size && [...rooms].every(([id, height]) => known.get(id) === height);
    if (!same) view.dispatch({ effects: setRooms.of(rooms) });
  }

  #place(): void {
    const { view } = this.#options;
    view.requestMeasure({
      key: this,
      read: () => {
        const scroller = view.scrollDOM.getBoundingClientRect();
        const origin = view.documentTop - scroller.top + view.scrollDOM.scrollTop;
        const content = view.contentDOM.getBoundingClientRect();
        const places = [...this.#entries.values()].map((entry) => {
          const { chunk, height } = entry;
          const last = view.lineBlockAt(chunk.to);
          return {
            entry,
            bar: origin + view.lineBlockAt(chunk.from).top,
            output: origin + last.bottom - height,
          };
        });
        return {
          places,
          top: origin,
          left: content.left - scroller.left + view.scrollDOM.scrollLeft,
          width: content.width,
        };
      },
      write: ({ places, top, left, width }) => {
        this.dom.style.left = `${left}px`;
        this.dom.style.width = `${width}px`;
        this.#summary.style.top = `${top}px`;
        for (const { entry, bar, output } of places) {
          entry.bar.dom.style.top = `${bar}px`;
          entry.output.dom.style.top = `${output}px`;
          entry.edit.style.top = `${output}px`;
        }
        this.moved();
      },
    });
  }
}
