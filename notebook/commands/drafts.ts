// Unsaved text kept by the browser, so that a closed tab loses nothing. The server's text stays the truth: a draft is
// offered when the notebook is opened again, never put in its place unasked.
import { openDB, type IDBPDatabase } from "idb";
import { contentOf, type Draft, type NotebookState, type Transaction } from "../state/notebook.ts";
import type { Store } from "../state/store.ts";

const keepAfter_ms = 1000;

export async function keepDrafts(store: Store<NotebookState, Transaction>, saved: string): Promise<void> {
  const database = await open();
  if (!database) return;
  const { id } = store.state;
  const draft = (await database.get("drafts", id)) as Draft | undefined;
  if (draft && draft.content !== saved) store.dispatch({ kind: "draft", draft });
  let timer = 0;
  store.subscribe((state, before) => {
    if (state.draft === null && before.draft !== null) void database.delete("drafts", id);
    if (state.save.kind === "saved" && before.save.kind !== "saved") {
      clearTimeout(timer);
      void database.delete("drafts", id);
    } else if (state.doc !== before.doc) {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const { save } = store.state;
        if (save.kind !== "saved")
          void database.put("drafts", { content: contentOf(store.state), time: Date.now() }, id);
      }, keepAfter_ms);
    }
  });
}

/** Null in private windows of some browsers, which refuse: there are no drafts then, everything else works. */
async function open(): Promise<IDBPDatabase | null> {
  try {
    return await openDB("kelp", 1, { upgrade: (database) => void database.createObjectStore("drafts") });
  } catch (error) {
    console.warn(`Drafts are not kept in this browser: ${(error as Error).message}`);
    return null;
  }
}
