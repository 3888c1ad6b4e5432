// The page as a whole: header, banners, text with cells and drawings. Follows the state; asks for things by commands.
import { StateEffect, type EditorState, type Transaction as EditorTransaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Commands, EditorPort } from "../commands/commands.ts";
import type { Slot } from "../kernel/protocol.ts";
import { chunksIn } from "../state/chunks.ts";
import { contentOf, type NotebookState, type Transaction } from "../state/notebook.ts";
import { errorLines } from "../state/error-lines.ts";
import type { Store } from "../state/store.ts";
import { titleOf } from "../state/title.ts";
import { Banners } from "./banners.ts";
import { CellLayer } from "./cell-layer.ts";
import { showDifference } from "./difference.ts";
import { element } from "./dom.ts";
import { chunkField } from "./editor/chunk-field.ts";
import { setErrorMarks } from "./editor/error-marks.ts";
import { pageKeys } from "./editor/keys.ts";
import { useConstructedSheets } from "./editor/style-sheets.ts";
import { Header } from "./header.ts";
import { LiveLayer } from "./live-layer.ts";

interface Options {
  readonly store: Store<NotebookState, Transaction>;
  readonly commands: Commands;
  readonly editorState: EditorState;
}

interface Surroundings {
  readonly parent: HTMLElement;
  readonly layout: (slots: readonly Slot[], laid: () => void) => void;
}

const readTitleAfter_ms = 300;

export class NotebookView {
  readonly #store: Store<NotebookState, Transaction>;
  readonly #commands: Commands;
  readonly #editor: EditorView;
  readonly #header: Header;
  readonly #banners: Banners;
  readonly #cells: CellLayer;
  readonly #live: LiveLayer;
  #titleTimer = 0;
  #layout: Surroundings["layout"] = () => {};

  constructor({ store, commands, editorState }: Options) {
    this.#store = store;
    this.#commands = commands;
    useConstructedSheets();
    this.#editor = new EditorView({
      state: editorState,
      dispatchTransactions: (transactions, view) => this.#updateEditor(transactions, view),
    });
    this.#header = new Header(commands);
    this.#banners = new Banners(commands, () => this.#showDifference());
    this.#cells = new CellLayer({ view: this.#editor, commands, state: () => store.state });
    this.#live = new LiveLayer({
      view: this.#editor,
      spaces: () => this.#cells.liveSpaces(),
      layout: (slots, laid) => this.#layout(slots, laid),
    });
    this.#cells.moved = () => this.#live.place();
    this.#editor.scrollDOM.append(this.#cells.dom);
    const listener = EditorView.updateListener.of((update) => this.#cells.updated(update));
    this.#editor.dispatch({ effects: StateEffect.appendConfig.of(listener) });
  }

  get editorPort(): EditorPort {
    const view = this.#editor;
    return {
      cursor: () => view.state.selection.main.head,
      moveTo(position) {
        view.dispatch({ selection: { anchor: position }, scrollIntoView: true, userEvent: "select" });
        view.focus();
      },
      replaceAll: (content) =>
        view.dispatch({
          changes: { from: 0, to: view.state.doc.length, insert: content },
          userEvent: "input",
        }),
    };
  }

  makeFrame(): HTMLIFrameElement {
    return this.#live.makeFrame();
  }

  start({ parent, layout }: Surroundings): void {
    this.#layout = layout;
    parent.replaceChildren(
      this.#header.dom,
      this.#banners.dom,
      element("main", { class: "kelp-main" }, this.#header.progress, this.#editor.dom),
    );
    window.addEventListener("keydown", pageKeys(this.#commands));
    setInterval(() => this.#cells.tick(performance.now()), 500);
    this.#store.subscribe((state, before) => this.#show(state, before));
    this.#showFrame(this.#store.state);
    this.#cells.sync();
  }

  #updateEditor(transactions: readonly EditorTransaction[], view: EditorView): void {
    view.update(transactions);
    // The state of the page follows at once, so that whoever looks next sees one and the same text.
    const last = transactions[transactions.length - 1];
    if (!last || !transactions.some((one) => one.docChanged)) return;
    const doc = last.newDoc;
    const chunks = last.state.field(chunkField);
    const changed = transactions.flatMap((one) =>
      one.docChanged ? chunksIn(one.state.field(chunkField), one.changes) : [],
    );
    this.#cells.textChanged(changed);
    this.#store.dispatch({ kind: "edited", doc, chunks, changed });
    clearTimeout(this.#titleTimer);
    this.#titleTimer = window.setTimeout(() => this.#readTitle(), readTitleAfter_ms);
  }

  #readTitle(): void {
    const { doc, chunks, title: before } = this.#store.state;
    const title = titleOf(doc, chunks);
    if (title !== before) this.#store.dispatch({ kind: "renamed", title });
  }

  #show(state: NotebookState, before: NotebookState): void {
    this.#showFrame(state);
    if (state.doc !== before.doc || state.cells !== before.cells) this.#cells.sync();
    if (state.cells !== before.cells) this.#markErrors(state, before);
  }

  #showFrame(state: NotebookState): void {
    this.#header.show(state);
    this.#banners.show(state);
  }

  #markErrors(state: NotebookState, before: NotebookState): void {
    if (state.running === before.running) return;
    this.#editor.dispatch({ effects: setErrorMarks.of(errorLines(state)) });
  }

  #showDifference(): void {
    const { save } = this.#store.state;
    if (save.kind === "conflict") showDifference(contentOf(this.#store.state), save.headContent);
  }
}
