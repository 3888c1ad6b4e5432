// One kernel: receives the page's messages and runs one cell at a time.
import { maxText, protocolVersion, type FromKernel, type ToKernel } from "../protocol.ts";
import type { CellError } from "../../state/outputs.ts";
import { JavaScriptRunner } from "./javascript.ts";
import { LiveSlots } from "./live.ts";
import { PythonRunner } from "./python.ts";
import { StreamSink } from "./stream-sink.ts";
import { applyStyle } from "./style.ts";
import { installGlobals } from "./globals.ts";

export type CellResult = "ok" | "error" | "stopped";

export interface CellRequest {
  readonly run: number;
  readonly chunk: string;
  readonly n: number;
  readonly source: string;
}

type Eval = Extract<ToKernel, { kind: "eval" }>;

export class Session {
  readonly #send: (message: FromKernel) => void;
  readonly #signal: Uint8Array | null;
  readonly #live: LiveSlots;
  #python: PythonRunner | null = null;
  #javascript: JavaScriptRunner | null = null;
  #current: Eval | null = null;
  #stream: StreamSink | null = null;

  constructor(send: (message: FromKernel) => void, signal: Uint8Array | null) {
    this.#send = send;
    this.#signal = signal;
    this.#live = new LiveSlots((chunk, height) => send({ kind: "live", chunk, height }));
  }

  receive(message: ToKernel): void {
    switch (message.kind) {
      case "hello":
        return this.#hello(message);
      case "eval":
        return void this.#eval(message);
      case "interrupt":
        return this.#interrupt(message.run);
      case "layout":
        this.#live.place(message.slots);
        return this.#send({ kind: "laid", sequence: message.sequence });
    }
  }

  #hello(hello: Extract<ToKernel, { kind: "hello" }>): void {
    const cell = {
      write: (name: "stdout" | "stderr", text: string) => this.#write(name, text),
      display: (data: Record<string, string>, value: boolean) => this.#display(data, value),
      error: (error: CellError) => this.#error(error),
      showNode: (node: Node) => this.#showNode(node),
      slot: () => this.#live.slotOf(this.#current?.chunk ?? "", this.#current?.n ?? 0),
    };
    this.#python = new PythonRunner({ hello, signal: this.#signal, send: this.#send, cell });
    this.#javascript = new JavaScriptRunner(cell, (value) => this.#python!.show(value));
    installGlobals({ python: this.#python, cell });
    this.#send({ kind: "ready", protocol: protocolVersion, interruptible: this.#signal !== null });
    // A start that fails is reported as the state of Python; the next Python cell reports it again.
    if (hello.startPython) this.#python.start().catch(() => {});
  }

  async #eval(request: Eval): Promise<void> {
    const began = performance.now();
    this.#current = request;
    this.#stream = new StreamSink((name, text) =>
      this.#send({ kind: "stream", run: request.run, name, text }),
    );
    this.#live.clear(request.chunk, request.n);
    if (this.#signal) Atomics.store(this.#signal, 0, 0);
    const result = await this.#evaluate(request);
    this.#stream.flush();
    this.#live.collect(request.chunk);
    this.#send({ kind: "complete", run: request.run, result, ms: performance.now() - began });
  }

  async #evaluate(request: Eval): Promise<CellResult> {
    switch (request.lang) {
      case "py":
        return this.#python!.run(request);
      case "js":
        this.#send({ kind: "phase", run: request.run, phase: "running" });
        return this.#javascript!.run(request);
      case "css":
        applyStyle(request.chunk, request.source);
        return "ok";
      default:
        this.#error(
          plainError("UnknownLanguage", `There is nothing here that runs “${request.lang}” cells.`),
        );
        return "error";
    }
  }

  #interrupt(run: number): void {
    if (this.#current?.run !== run) return;
    if (this.#current.lang === "js") this.#javascript?.cancel();
    else this.#python?.cancel();
  }

  #write(name: "stdout" | "stderr", text: string): void {
    this.#stream?.write(name, text);
  }

  #display(data: Record<string, string>, value: boolean): void {
    if (!this.#current) return;
    this.#stream?.flush();
    this.#send({ kind: "display", run: this.#current.run, data, value });
  }

  #error(error: CellError): void {
    if (!this.#current) return;
    this.#stream?.flush();
    this.#send({
      kind: "error",
      run: this.#current.run,
      error: { ...error, text: error.text.slice(-maxText) },
    });
  }

  #showNode(node: Node): void {
    if (this.#current) this.#live.slotOf(this.#current.chunk, this.#current.n).append(node);
  }
}

export function plainError(name: string, message: string, hint: string | null = null): CellError {
  return { name, message, hint, frames: [], text: `${name}: ${message}` };
}
