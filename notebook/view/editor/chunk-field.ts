// The chunks of the text in the editor, kept in step with every change.
import { StateField } from "@codemirror/state";
import { mapChunks, readChunks, type Chunk } from "../../state/chunks.ts";

export const chunkField = StateField.define<readonly Chunk[]>({
  create: (state) => readChunks(state.doc),
  update: (chunks, transaction) =>
    transaction.docChanged ? mapChunks(chunks, transaction.changes, transaction.newDoc) : chunks,
});
