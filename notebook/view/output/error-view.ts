// An error: what it is, where in the reader's own text, the way there with library code folded, and all of it to copy.
import type { CellError, Frame, OutputItem } from "../../state/outputs.ts";
import { button, element } from "../dom.ts";
import type { ItemView } from "./item-view.ts";

type ErrorItem = Extract<OutputItem, { kind: "error" }>;

interface Options {
  /** Place of a chunk among the others; null when it is gone from the text. */
  readonly numberOf: (chunk: string) => number | null;
  readonly goTo: (chunk: string, line: number) => void;
}

export function errorView({ error }: ErrorItem, options: Options): ItemView<ErrorItem> {
  const kind = error.name === "Stopped" ? "kelp-error kelp-stopped" : "kelp-error";
  const dom = element("div", { class: kind, role: "group", "aria-label": "Error" });
  dom.append(heading(error));
  if (error.hint) dom.append(element("p", { class: "kelp-error-hint", text: error.hint }));
  const own = error.frames.filter(({ chunk }) => chunk !== null);
  if (own.length > 0) dom.append(steps(error.frames, options));
  if (error.text.includes("\n")) dom.append(whole(error));
  return { dom, update: () => {} };
}

function heading(error: CellError): HTMLElement {
  const line = element("p", { class: "kelp-error-heading" }, element("strong", { text: error.name }));
  if (error.message) line.append(": ", element("span", { class: "kelp-error-message", text: error.message }));
  return line;
}

/** The reader's own lines, with a count where library code lies between. */
function steps(frames: readonly Frame[], options: Options): HTMLElement {
  const list = element("ol", { class: "kelp-frames" });
  let folded: Frame[] = [];
  const flush = () => {
    if (folded.length > 0) list.append(foldedStep(folded));
    folded = [];
  };
  for (const frame of frames) {
    if (frame.chunk === null) {
      folded.push(frame);
      continue;
    }
    flush();
    list.append(ownStep(frame, frame.chunk, options));
  }
  flush();
  return list;
}

function ownStep(frame: Frame, chunk: string, { numberOf, goTo }: Options): HTMLElement {
  const n = numberOf(chunk);
  const where = n === null ? `deleted cell, line ${frame.line}` : `cell ${n}, line ${frame.line}`;
  const link = button(where, () => goTo(chunk, frame.line), { class: "kelp-link", disabled: n === null });
  const step = element("li", {}, link);
  if (frame.name && frame.name !== "<module>") step.append(` in ${frame.name}`);
  if (frame.source) step.append(element("code", { class: "kelp-frame-source", text: frame.source }));
  return step;
}

function foldedStep(frames: readonly Frame[]): HTMLElement {
  const label = frames.length === 1 ? "1 step in library code" : `${frames.length} steps in library code`;
  const details = element("details", {}, element("summary", { text: label }));
  for (const { file, line, name, source } of frames) {
    const at = file.replace(/^.*\/(?:site-packages|python3\.\d+|python3\d+\.zip)\//, "");
    details.append(
      element(
        "div",
        { class: "kelp-library-frame" },
        `${at}:${line} in ${name}`,
        element("code", { class: "kelp-frame-source", text: source }),
      ),
    );
  }
  return element("li", { class: "kelp-folded" }, details);
}

function whole(error: CellError): HTMLElement {
  const copy = button("Copy", () => void navigator.clipboard.writeText(error.text), { class: "kelp-quiet" });
  return element(
    "details",
    { class: "kelp-traceback" },
    element("summary", { text: "Full report" }),
    copy,
    element("pre", { text: error.text, tabindex: 0 }),
  );
}
