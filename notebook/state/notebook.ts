// Everything the page shows, as plain immutable data, and the transactions that change it.
import type { Text } from "@codemirror/state";
import type { Chunk } from "./chunks.ts";
import { noOutput, type CellOutput, type OutputEvent, withOutput } from "./outputs.ts";

export type KernelStatus = "loading" | "idle" | "busy" | "error";

export interface Progress {
  readonly python: { readonly loaded: number; readonly total: number | null } | null;
  readonly packages: { readonly name: string; readonly done: number; readonly total: number } | null;
  readonly step: string | null;
}

export type RunState =
  | { readonly kind: "never" }
  | { readonly kind: "queued" }
  | { readonly kind: "running"; readonly since: number }
  | { readonly kind: "ok"; readonly ms: number; readonly count: number }
  | { readonly kind: "error"; readonly ms: number; readonly count: number }
  | { readonly kind: "stopped"; readonly count: number };

export interface Cell {
  readonly run: RunState;
  /** The text has changed since it was run. */
  readonly stale: boolean;
  readonly output: CellOutput;
  /** Height in CSS pixels of what the cell draws in the frame; 0 when it draws nothing there. */
  readonly liveHeight: number;
}

export const newCell: Cell = { run: { kind: "never" }, stale: false, output: noOutput, liveHeight: 0 };

export interface Kernel {
  readonly status: KernelStatus;
  readonly progress: Progress | null;
  /** Why the kernel cannot work; status is then "error". */
  readonly problem: string | null;
  /** Counts kernels of this page; a restart makes the next one. */
  readonly generation: number;
}

export interface Running {
  readonly run: number;
  readonly chunk: string;
  /** When Stop was asked for (milliseconds since the page opened), or null. */
  readonly stopAsked: number | null;
  /** Stop was asked for and the cell does not answer: the reader decides what to do. */
  readonly deaf: boolean;
}

export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "unsaved" }
  | { readonly kind: "saving" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "conflict"; readonly headId: string; readonly headContent: string };

export interface Draft {
  readonly content: string;
  readonly time: number;
}

export interface NotebookState {
  readonly id: string;
  readonly title: string;
  readonly revision: string;
  /** Between the lines of the stored text. */
  readonly lineBreak: string;
  readonly doc: Text;
  readonly chunks: readonly Chunk[];
  readonly cells: ReadonlyMap<string, Cell>;
  readonly kernel: Kernel;
  readonly running: Running | null;
  readonly queue: readonly string[];
  readonly runs: number;
  readonly save: SaveState;
  /** Text kept by this browser that was never saved, offered to the reader. */
  readonly draft: Draft | null;
}

export type Transaction =
  | {
      readonly kind: "edited";
      readonly doc: Text;
      readonly chunks: readonly Chunk[];
      readonly changed: readonly string[];
    }
  | { readonly kind: "renamed"; readonly title: string }
  | { readonly kind: "queued"; readonly chunks: readonly string[] }
  | { readonly kind: "unqueued" }
  /** A chunk that waited is gone from the text. */
  | { readonly kind: "forgotten"; readonly chunk: string }
  | { readonly kind: "started"; readonly chunk: string; readonly time: number }
  | { readonly kind: "output"; readonly run: number; readonly event: OutputEvent }
  | {
      readonly kind: "completed";
      readonly run: number;
      readonly result: "ok" | "error" | "stopped";
      readonly ms: number;
    }
  | { readonly kind: "live"; readonly chunk: string; readonly height: number }
  | { readonly kind: "kernel"; readonly status: KernelStatus; readonly problem?: string | null }
  | { readonly kind: "progress"; readonly progress: Progress | null }
  | { readonly kind: "stopAsked"; readonly time: number }
  | { readonly kind: "deaf"; readonly run: number; readonly deaf: boolean }
  | { readonly kind: "kernelGone" }
  | { readonly kind: "outputsCleared" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly revision: string; readonly doc: Text }
  | { readonly kind: "saveFailed"; readonly message: string }
  | { readonly kind: "conflict"; readonly headId: string; readonly headContent: string }
  | { readonly kind: "basedOn"; readonly revision: string }
  | { readonly kind: "draft"; readonly draft: Draft | null };

export function openNotebook(
  page: { id: string; title: string; revision: string; lineBreak: string },
  doc: Text,
  chunks: readonly Chunk[],
): NotebookState {
  return {
    ...page,
    doc,
    chunks,
    cells: new Map(),
    kernel: { status: "loading", progress: null, problem: null, generation: 1 },
    running: null,
    queue: [],
    runs: 0,
    save: { kind: "saved" },
    draft: null,
  };
}

/** The document as it is stored, byte for byte as it came where it was not edited. */
export function contentOf(state: NotebookState): string {
  return state.doc.sliceString(0, state.doc.length, state.lineBreak);
}

export function cellOf(state: NotebookState, chunk: string): Cell {
  return state.cells.get(chunk) ?? newCell;
}

export function apply(state: NotebookState, transaction: Transaction): NotebookState {
  switch (transaction.kind) {
    case "edited":
      return edited(state, transaction.doc, transaction.chunks, transaction.changed);
    case "renamed":
      return { ...state, title: transaction.title };
    case "queued":
      return queued(state, transaction.chunks);
    case "unqueued":
      return unqueued(state);
    case "forgotten":
      return { ...state, queue: state.queue.filter((other) => other !== transaction.chunk) };
    case "started":
      return started(state, transaction.chunk, transaction.time);
    case "output":
      return output(state, transaction.run, transaction.event);
    case "completed":
      return completed(state, transaction.run, transaction.result, transaction.ms);
    case "live":
      return withCell(state, transaction.chunk, { liveHeight: transaction.height });
    case "kernel":
      return {
        ...state,
        kernel: { ...state.kernel, status: transaction.status, problem: transaction.problem ?? null },
      };
    case "progress":
      return { ...state, kernel: { ...state.kernel, progress: transaction.progress } };
    case "stopAsked":
      return state.running ? { ...state, running: { ...state.running, stopAsked: transaction.time } } : state;
    case "deaf":
      if (state.running?.run !== transaction.run) return state;
      return { ...state, running: { ...state.running, deaf: transaction.deaf } };
    case "kernelGone":
      return kernelGone(state);
    case "outputsCleared":
      return { ...state, cells: new Map() };
    case "saving":
      return { ...state, save: { kind: "saving" } };
    case "saved":
      return {
        ...state,
        revision: transaction.revision,
        save: { kind: state.doc.eq(transaction.doc) ? "saved" : "unsaved" },
      };
    case "saveFailed":
      return { ...state, save: { kind: "failed", message: transaction.message } };
    case "conflict":
      return {
        ...state,
        save: { kind: "conflict", headId: transaction.headId, headContent: transaction.headContent },
      };
    case "basedOn":
      return { ...state, revision: transaction.revision, save: { kind: "unsaved" } };
    case "draft":
      return { ...state, draft: transaction.draft };
  }
}

function withCell(state: NotebookState, chunk: string, change: Partial<Cell>): NotebookState {
  const cells = new Map(state.cells);
  cells.set(chunk, { ...cellOf(state, chunk), ...change });
  return { ...state, cells };
}

function edited(
  state: NotebookState,
  doc: Text,
  chunks: readonly Chunk[],
  changed: readonly string[],
): NotebookState {
  const save: SaveState = state.save.kind === "conflict" ? state.save : { kind: "unsaved" };
  let next: NotebookState = { ...state, doc, chunks, save };
  for (const chunk of changed) {
    const cell = cellOf(next, chunk);
    if (cell.run.kind !== "never" && !cell.stale) next = withCell(next, chunk, { stale: true });
  }
  return next;
}

function queued(state: NotebookState, chunks: readonly string[]): NotebookState {
  const fresh = chunks.filter((chunk) => !state.queue.includes(chunk) && state.running?.chunk !== chunk);
  const next = { ...state, queue: [...state.queue, ...fresh] };
  return fresh.reduce<NotebookState>((so, chunk) => withCell(so, chunk, { run: { kind: "queued" } }), next);
}

/** Takes everything that waits out of the queue. */
function unqueued(state: NotebookState): NotebookState {
  const next = { ...state, queue: [] };
  return state.queue.reduce<NotebookState>(
    (so, chunk) => withCell(so, chunk, { run: { kind: "never" } }),
    next,
  );
}

function started(state: NotebookState, chunk: string, time: number): NotebookState {
  const run = state.runs + 1;
  const next = withCell(state, chunk, {
    run: { kind: "running", since: time },
    stale: false,
    output: noOutput,
  });
  return {
    ...next,
    runs: run,
    running: { run, chunk, stopAsked: null, deaf: false },
    queue: state.queue.filter((other) => other !== chunk),
  };
}

/** Output of a run that is over (a late callback, a killed kernel) has no place to go. */
function output(state: NotebookState, run: number, event: OutputEvent): NotebookState {
  if (state.running?.run !== run) return state;
  const chunk = state.running.chunk;
  return withCell(state, chunk, { output: withOutput(cellOf(state, chunk).output, event) });
}

function completed(
  state: NotebookState,
  run: number,
  result: "ok" | "error" | "stopped",
  ms: number,
): NotebookState {
  if (state.running?.run !== run) return state;
  const next = withCell(state, state.running.chunk, { run: { kind: result, ms, count: run } });
  const over = { ...next, running: null };
  return result === "ok" ? over : unqueued(over);
}

/** The frame with everything it computed is thrown away: outputs stay readable, but all are out of date. */
function kernelGone(state: NotebookState): NotebookState {
  let next = unqueued(state);
  if (next.running)
    next = withCell(next, next.running.chunk, { run: { kind: "stopped", count: next.running.run } });
  const cells = new Map<string, Cell>();
  for (const [chunk, cell] of next.cells)
    cells.set(chunk, { ...cell, liveHeight: 0, stale: cell.run.kind !== "never" });
  const kernel: Kernel = {
    status: "loading",
    progress: null,
    problem: null,
    generation: state.kernel.generation + 1,
  };
  return { ...next, cells, running: null, kernel };
}
