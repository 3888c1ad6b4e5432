// Keeps the kernel doing what the state says: starts the next queued chunk, turns messages into transactions, notices a
// kernel that does not answer. It never touches what is shown; the frame element is made by whoever shows it.
import { isMarkdown, preambleOf, sourceOf } from "../state/chunks.ts";
import { readFrontMatter } from "../state/front-matter.ts";
import type { NotebookState, Transaction } from "../state/notebook.ts";
import type { Store } from "../state/store.ts";
import { openConnection, type Connection } from "./connection.ts";
import type { AttachedFile, FromKernel, Slot } from "./protocol.ts";

export interface KernelSetup {
  readonly origin: string;
  readonly runtimeUrl: string;
  /** Asked for at each start of a kernel. */
  readonly files: () => Promise<readonly AttachedFile[]>;
}

export interface Driver {
  start(): void;
  /** Asks the running cell to end; says so in the state when it does not. */
  stop(): void;
  /** Throws the kernel away and starts a new one. */
  restart(): void;
  layout(slots: readonly Slot[], laid: () => void): void;
}

const noAnswer = "The notebook's frame does not answer. Press Restart, or reload the page.";
const answerWithin_ms = 20_000;
const stopsWithin_ms = 3_000;

export function createDriver(
  store: Store<NotebookState, Transaction>,
  setup: KernelSetup,
  makeFrame: () => HTMLIFrameElement,
): Driver {
  let connection: Connection;
  let ready = false;
  let pythonLoads = false;
  let answerTimer = 0;
  let sequence = 0;
  const laidCallbacks = new Map<number, () => void>();

  function open(): void {
    ready = false;
    laidCallbacks.clear();
    connection = openConnection({ frame: makeFrame(), origin: setup.origin, received, refused });
    answerTimer = window.setTimeout(() => failed(noAnswer), answerWithin_ms);
    const opened = connection;
    setup.files().then(
      (files) => opened === connection && greet(files),
      (error: Error) =>
        opened === connection && failed(`The list of attached files could not be read: ${error.message}`),
    );
  }

  function greet(files: readonly AttachedFile[]): void {
    const { doc, chunks } = store.state;
    // Python starts in the background, before a cell needs it, if any chunk will.
    pythonLoads = chunks.some((chunk) => chunk.type === "py");
    connection.send({
      kind: "hello",
      protocol: 1,
      runtimeUrl: setup.runtimeUrl,
      packages: readFrontMatter(preambleOf(doc, chunks)).packages,
      files,
      startPython: pythonLoads,
    });
  }

  const failed = (problem: string) => store.dispatch({ kind: "kernel", status: "error", problem });
  const refused = (reason: string) => console.error(`A message from the kernel was refused: ${reason}.`);

  function received(message: FromKernel): void {
    switch (message.kind) {
      case "ready":
        clearTimeout(answerTimer);
        ready = true;
        if (!pythonLoads) store.dispatch({ kind: "kernel", status: "idle" });
        return startNext();
      case "python":
        return pythonIs(message.status, message.problem);
      case "phase":
        return store.dispatch({ kind: "kernel", status: message.phase === "loading" ? "loading" : "busy" });
      case "stream":
      case "display":
      case "error": {
        const { run, ...event } = message;
        return store.dispatch({ kind: "output", run, event });
      }
      case "complete":
        return completed(message.run, message.result, message.ms);
      case "live":
        return store.dispatch({ kind: "live", chunk: message.chunk, height: message.height });
      case "progress":
        return store.dispatch({ kind: "progress", progress: message.progress });
      case "laid":
        laidCallbacks.get(message.sequence)?.();
        laidCallbacks.delete(message.sequence);
    }
  }

  function pythonIs(status: "loading" | "ready" | "failed", problem: string | null): void {
    pythonLoads = status === "loading";
    if (status === "failed") return failed(problem ?? "Python could not be started.");
    if (!store.state.running)
      store.dispatch({ kind: "kernel", status: status === "ready" ? "idle" : "loading" });
  }

  function completed(run: number, result: "ok" | "error" | "stopped", ms: number): void {
    if (store.state.running?.run !== run) return;
    store.dispatch({ kind: "completed", run, result, ms });
    if (store.state.kernel.status !== "error")
      store.dispatch({ kind: "kernel", status: pythonLoads ? "loading" : "idle" });
  }

  function startNext(): void {
    const { running, queue, chunks, doc, runs } = store.state;
    const next = queue[0];
    if (!ready || running || next === undefined) return;
    const chunk = chunks.find(({ id }) => id === next);
    if (!chunk) return store.dispatch({ kind: "forgotten", chunk: next });
    store.dispatch({ kind: "started", chunk: next, time: performance.now() });
    const run = runs + 1;
    if (isMarkdown(chunk.type)) return store.dispatch({ kind: "completed", run, result: "ok", ms: 0 });
    store.dispatch({ kind: "kernel", status: "busy" });
    connection.send({
      kind: "eval",
      run,
      chunk: next,
      n: chunk.n,
      lang: chunk.type,
      source: sourceOf(doc, chunk),
    });
  }

  function stop(): void {
    const { running } = store.state;
    store.dispatch({ kind: "unqueued" });
    if (!running) return;
    store.dispatch({ kind: "stopAsked", time: performance.now() });
    connection.signal();
    connection.send({ kind: "interrupt", run: running.run });
    setTimeout(() => store.dispatch({ kind: "deaf", run: running.run, deaf: true }), stopsWithin_ms);
  }

  function restart(): void {
    clearTimeout(answerTimer);
    connection.close();
    store.dispatch({ kind: "kernelGone" });
    open();
  }

  return {
    start() {
      open();
      store.subscribe(startNext);
    },
    stop,
    restart,
    layout(slots, laid) {
      laidCallbacks.set(++sequence, laid);
      connection.send({ kind: "layout", sequence, slots });
    },
  };
}
