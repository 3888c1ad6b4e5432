// JavaScript cells, run in the frame's own window.
import type { Frame, CellError } from "../../state/outputs.ts";
import type { CellPort } from "./cell-port.ts";
import { inspect } from "./inspect.ts";
import { rewriteCell, shelf } from "./rewrite.ts";
import type { CellRequest, CellResult } from "./session.ts";

class Stopped extends Error {}

export class JavaScriptRunner {
  readonly #cell: CellPort;
  readonly #showForeign: (value: unknown) => boolean;
  /** Names that cells have declared; a global that is not among them belongs to the browser. */
  readonly #shared = new Set<string>();
  readonly #shelf: Record<string, unknown> = Object.create(null);
  /** File name of a cell's code to its chunk. */
  readonly #files = new Map<string, string>();
  #stop: (() => void) | null = null;

  /** @param showForeign shows a value that is no plain JavaScript one (a Python object); tells whether it did */
  constructor(cell: CellPort, showForeign: (value: unknown) => boolean) {
    this.#cell = cell;
    this.#showForeign = showForeign;
    Object.defineProperty(globalThis, shelf, { value: this.#shelf });
  }

  async run(request: CellRequest): Promise<CellResult> {
    const file = `cell-${request.n}-run-${request.run}.js`;
    this.#files.set(file, request.chunk);
    try {
      const stopped = new Promise<never>((_, reject) => (this.#stop = () => reject(new Stopped())));
      this.#show(await Promise.race([this.#evaluate(request.source, file), stopped]));
      return "ok";
    } catch (error) {
      return this.#failed(error, request, file);
    } finally {
      this.#stop = null;
    }
  }

  /** Ends a cell that waits; its code cannot be taken back and goes on unseen. */
  cancel(): void {
    this.#stop?.();
  }

  #evaluate(source: string, file: string): Promise<unknown> {
    const isTaken = (name: string) => name in globalThis && !this.#shared.has(name);
    const { code, declared, shelved } = rewriteCell(source, isTaken, new Set(Object.keys(this.#shelf)));
    for (const name of shelved) this.#shelf[name] = undefined;
    for (const name of declared) if (!shelved.includes(name)) this.#shared.add(name);
    // Indirect: global scope, not strict. No line break before the code keeps its line numbers.
    return (0, eval)(`(async () => {${code}\n})\n//# sourceURL=${file}`)();
  }

  #show(value: unknown): void {
    if (value === undefined) return;
    if (value instanceof Node) {
      if (!value.isConnected) this.#cell.showNode(value);
    } else if (!this.#showForeign(value)) {
      this.#cell.display({ "text/plain": inspect(value) }, true);
    }
  }

  #failed(error: unknown, request: CellRequest, file: string): CellResult {
    if (error instanceof Stopped) {
      this.#cell.error({
        name: "Stopped",
        message: "The cell was stopped.",
        hint: null,
        frames: [],
        text: "Stopped",
      });
      return "stopped";
    }
    this.#cell.error(this.#describe(error, request, file));
    return "error";
  }

  #describe(error: unknown, request: CellRequest, file: string): CellError {
    if (!(error instanceof Error)) {
      const message = inspect(error);
      return { name: "Thrown", message, hint: null, frames: [], text: `Thrown: ${message}` };
    }
    const location = (error as { loc?: { line: number } }).loc;
    const message = location ? error.message.replace(/ \(\d+:\d+\)$/, "") : error.message;
    const frames = location
      ? [this.#frame(request.source, file, location.line, "")]
      : this.#frames(error, request, file);
    const text = location
      ? `${error.name}: ${message}\n    at ${file}:${location.line}`
      : (error.stack ?? String(error));
    return { name: error.name, message, hint: null, frames, text };
  }

  /** The stack, innermost last, without the frames below the cell. */
  #frames(error: Error, request: CellRequest, own: string): Frame[] {
    const frames: Frame[] = [];
    for (const line of (error.stack ?? "").split("\n")) {
      const found = /^\s*(?:at )?(?:async )?(.*?)[\s(@]*([^\s(@]+?):(\d+):\d+\)?$/.exec(line);
      if (!found || !this.#files.has(found[2]!)) continue;
      const source = found[2] === own ? request.source : "";
      frames.unshift(this.#frame(source, found[2]!, Number(found[3]), found[1]!.replace(/^\$kelp_/, "")));
    }
    return frames;
  }

  #frame(source: string, file: string, line: number, name: string): Frame {
    const text = (source.split("\n")[line - 1] ?? "").trim().slice(0, 2000);
    return { file, line, name, source: text, chunk: this.#files.get(file) ?? null };
  }
}
