// Text that a cell printed. Long text is shown in part, until the reader asks for all of it.
import type { OutputItem } from "../../state/outputs.ts";
import { button, element, setText } from "../dom.ts";
import type { ItemView } from "./item-view.ts";

type Stream = Extract<OutputItem, { kind: "stream" }>;

const shownLines = 200;
const shownCharacters = 20_000;

export function streamView(first: Stream): ItemView<Stream> {
  const text = element("pre", { class: `kelp-stream kelp-${first.name}`, tabindex: 0 });
  if (first.name === "stderr") text.setAttribute("aria-label", "Error output");
  const dom = element("div", {}, text);
  let whole = false;
  let more: HTMLButtonElement | null = null;

  function update(item: Stream): void {
    const part = whole ? item.text : firstPart(item.text);
    setText(text, part);
    more?.remove();
    if (part.length === item.text.length) return;
    const lines = item.text.split("\n").length;
    more = button(`Show all (${lines.toLocaleString("en")} lines)`, () => showAll(item), {
      class: "kelp-more",
    });
    dom.append(more);
  }

  function showAll(item: Stream): void {
    whole = true;
    update(item);
  }

  update(first);
  return { dom, update };
}

function firstPart(text: string): string {
  let end = -1;
  for (let line = 0; line < shownLines; line++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return text.length <= shownCharacters * 2 ? text : text.slice(0, shownCharacters);
  }
  const part = text.slice(0, Math.min(end + 1, shownCharacters));
  return text.length - part.length < 200 ? text : part;
}
