// Everything a reader can ask for. Views call these and nothing else; each one ends in transactions.
import { chunkAt, isRunnable, type Chunk } from "../state/chunks.ts";
import { hasFlag } from "../state/iomd.ts";
import { contentOf, type NotebookState, type Transaction } from "../state/notebook.ts";
import type { Store } from "../state/store.ts";
import type { Driver } from "../kernel/driver.ts";
import { saveRevision } from "./api.ts";

/** What commands need of the editor: the text is edited and the cursor moved there. */
export interface EditorPort {
  cursor(): number;
  moveTo(position: number): void;
  replaceAll(content: string): void;
}

export interface Commands {
  runCell(chunk: string): void;
  runAtCursor(): void;
  runAndNext(): void;
  runAll(): void;
  stop(): void;
  keepWaiting(): void;
  restart(): void;
  goTo(chunk: string, line: number): void;
  save(): Promise<void>;
  /** After a conflict: makes this text the next revision on top of the other one. */
  keepMine(): Promise<void>;
  /** After a conflict: puts the other text into the editor (undo brings this one back). */
  takeTheirs(): void;
  restoreDraft(): void;
  discardDraft(): void;
}

interface Parts {
  readonly store: Store<NotebookState, Transaction>;
  readonly driver: Driver;
  readonly editor: () => EditorPort;
}

export function createCommands({ store, driver, editor }: Parts): Commands {
  const run = (chunks: readonly string[]) => store.dispatch({ kind: "queued", chunks });

  function current(): Chunk | null {
    return chunkAt(store.state.chunks, editor().cursor());
  }

  async function save(): Promise<void> {
    const { id, doc, revision, save: before } = store.state;
    if (before.kind === "saving") return;
    const content = contentOf(store.state);
    store.dispatch({ kind: "saving" });
    const answer = await saveRevision(id, content, revision);
    if (answer.kind === "saved") store.dispatch({ kind: "saved", revision: answer.revision, doc });
    else if (answer.kind === "conflict") store.dispatch({ ...answer });
    else store.dispatch({ kind: "saveFailed", message: answer.message });
  }

  return {
    runCell: (chunk) => run([chunk]),
    runAtCursor() {
      const chunk = current();
      if (chunk) run([chunk.id]);
    },
    runAndNext() {
      const chunk = current();
      if (!chunk) return;
      run([chunk.id]);
      const next = store.state.chunks.slice(chunk.n).find(({ type }) => isRunnable(type));
      if (next) editor().moveTo(next.bodyFrom);
    },
    runAll() {
      const wanted = store.state.chunks.filter(
        (chunk) => isRunnable(chunk.type) && !hasFlag(chunk, "skipRunAll"),
      );
      run(wanted.map(({ id }) => id));
    },
    stop: () => driver.stop(),
    keepWaiting() {
      const { running } = store.state;
      if (running) store.dispatch({ kind: "deaf", run: running.run, deaf: false });
    },
    restart: () => driver.restart(),
    goTo(id, line) {
      const { chunks, doc } = store.state;
      const chunk = chunks.find((one) => one.id === id);
      if (!chunk) return;
      const first = doc.lineAt(chunk.bodyFrom).number;
      editor().moveTo(doc.line(Math.min(first + Math.max(line, 1) - 1, doc.lineAt(chunk.to).number)).from);
    },
    save,
    async keepMine() {
      const { save: state } = store.state;
      if (state.kind !== "conflict") return;
      store.dispatch({ kind: "basedOn", revision: state.headId });
      await save();
    },
    takeTheirs() {
      const { save: state } = store.state;
      if (state.kind !== "conflict") return;
      editor().replaceAll(state.headContent);
      store.dispatch({ kind: "saved", revision: state.headId, doc: store.state.doc });
    },
    restoreDraft() {
      const { draft } = store.state;
      if (draft) editor().replaceAll(draft.content);
      store.dispatch({ kind: "draft", draft: null });
    },
    discardDraft: () => store.dispatch({ kind: "draft", draft: null }),
  };
}
