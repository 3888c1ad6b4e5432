// The page of one notebook: reads what the server put into it, and connects state, kernel, commands and views.
import { EditorView } from "@codemirror/view";
import type { AttachedFile } from "./kernel/protocol.ts";
import { createDriver } from "./kernel/driver.ts";
import { createCommands, type Commands } from "./commands/commands.ts";
import { readNotebook } from "./commands/api.ts";
import { keepDrafts } from "./commands/drafts.ts";
import { readPage, type Page } from "./page.ts";
import { apply, contentOf, openNotebook, type NotebookState, type Transaction } from "./state/notebook.ts";
import { createStore } from "./state/store.ts";
import { lineBreakOf } from "./state/line-break.ts";
import { createEditorState } from "./view/editor/editor.ts";
import { chunkField } from "./view/editor/chunk-field.ts";
import { notebookKeys } from "./view/editor/keys.ts";
import { NotebookView } from "./view/notebook-view.ts";

function start(page: Page): void {
  // The parts know each other: what is asked for by a function is there by the time anything happens.
  const editorState = createEditorState(page.content, [
    notebookKeys(() => commands),
    EditorView.cspNonce.of(page.nonce),
  ]);
  const lineBreak = lineBreakOf(page.content);
  const store = createStore<NotebookState, Transaction>(
    openNotebook(
      { ...page.notebook, revision: page.revision, lineBreak },
      editorState.doc,
      editorState.field(chunkField),
    ),
    apply,
  );
  const { frameOrigin: origin, runtimeUrl } = page;
  const driver = createDriver(
    store,
    { origin, runtimeUrl, files: () => attachedFiles(page.notebook.id) },
    () => view.makeFrame(),
  );
  const commands: Commands = createCommands({ store, driver, editor: () => view.editorPort });
  const view = new NotebookView({ store, commands, editorState });
  view.start({ layout: driver.layout, parent: document.body });
  driver.start();
  void keepDrafts(store, page.content);
  window.addEventListener("beforeunload", (event) => {
    if (store.state.save.kind !== "saved" && contentOf(store.state) !== page.content) event.preventDefault();
  });
}

async function attachedFiles(id: string): Promise<AttachedFile[]> {
  const { files } = await readNotebook(id);
  return files.map(({ name, url }) => ({ name, url }));
}

start(readPage(document));
