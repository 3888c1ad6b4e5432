// The controls at the right end of a delimiter line: how the cell's last run went, and "Run cell".
import type { Cell } from "../state/notebook.ts";
import { button, element, setText } from "./dom.ts";

export class CellBar {
  readonly dom: HTMLElement;
  readonly #state = element("span", { class: "kelp-run-state" });
  readonly #run: HTMLButtonElement;

  constructor(run: () => void) {
    this.#run = button("Run cell", run, { class: "kelp-run", title: "Run cell (Ctrl+Enter)" });
    this.dom = element("div", { class: "kelp-bar" }, this.#state, this.#run);
  }

  setNumber(n: number): void {
    this.dom.dataset.n = String(n);
  }

  show(cell: Cell, seconds: number | null): void {
    const { run, stale } = cell;
    setText(
      this.#state,
      stale && run.kind !== "running" && run.kind !== "queued"
        ? "changed since it ran"
        : describe(cell, seconds),
    );
    this.dom.dataset.run = stale && run.kind === "ok" ? "stale" : run.kind;
    this.#run.disabled = run.kind === "running" || run.kind === "queued";
  }
}

function describe({ run }: Cell, seconds: number | null): string {
  switch (run.kind) {
    case "never":
      return "";
    case "queued":
      return "waiting";
    case "running":
      return seconds === null ? "running" : `running ${seconds.toFixed(0)} s`;
    case "ok":
      return duration(run.ms);
    case "error":
      return "error";
    case "stopped":
      return "stopped";
  }
}

function duration(ms: number): string {
  if (ms < 1) return "< 1 ms";
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
