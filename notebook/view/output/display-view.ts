// A value in the best form that can be shown in the page: figure, table or other HTML, Markdown, TeX, text.
import type { MimeBundle, OutputItem } from "../../state/outputs.ts";
import { button, element } from "../dom.ts";
import { renderLatex, renderMarkdown } from "../markdown.ts";
import { sanitise } from "../sanitise.ts";
import type { ItemView } from "./item-view.ts";

type Display = Extract<OutputItem, { kind: "display" }>;

type Show = (content: string, data: MimeBundle) => HTMLElement | null;

/** Best first. */
const forms: readonly (readonly [string, Show])[] = [
  ["text/html", showHtml],
  ["image/svg+xml", (content, data) => picture(`data:image/svg+xml,${encodeURIComponent(content)}`, data)],
  ["image/png", (content, data) => picture(`data:image/png;base64,${content}`, data)],
  ["image/jpeg", (content, data) => picture(`data:image/jpeg;base64,${content}`, data)],
  ["text/markdown", (content) => element("div", { class: "kelp-prose" }, renderMarkdown(content))],
  ["text/latex", (content) => element("div", { class: "kelp-prose" }, renderLatex(content))],
  ["text/plain", showPlain],
];

export function displayView(item: Display): ItemView<Display> {
  return { dom: show(item.data), update: () => {} };
}

function show(data: MimeBundle): HTMLElement {
  for (const [type, form] of forms) {
    const content = data[type];
    const made = content === undefined ? null : form(content, data);
    if (made) return made;
  }
  return element("p", {
    class: "kelp-note",
    text: `Nothing here shows ${Object.keys(data).join(", ") || "an empty value"}.`,
  });
}

/** Null when nothing is left of it: a widget that is all script has better forms. */
function showHtml(html: string, data: MimeBundle): HTMLElement | null {
  const content = sanitise(html);
  const seen = content.textContent?.trim() || content.querySelector("img, table, hr, input");
  if (!seen) return null;
  const dom = element("div", { class: "kelp-html" }, content);
  for (const table of dom.querySelectorAll("table")) makeTable(table);
  const shape = data["application/vnd.kelp.shape"];
  if (shape && dom.querySelector("table")) {
    dom.querySelector("table ~ p")?.remove(); // pandas writes the shape only under tables that it cut.
    dom.append(element("p", { class: "kelp-shape", text: shape }));
  }
  return dom;
}

const number = /^[-+−]?[\d,.]+(?:e[-+]?\d+)?%?$|^NaN$|^<NA>$/i;

/** Can be scrolled sideways with the keyboard; numbers stand in line. */
function makeTable(table: HTMLTableElement): void {
  table.removeAttribute("border");
  table.classList.add("kelp-table");
  for (const cell of table.querySelectorAll("td")) {
    const text = cell.textContent?.trim() ?? "";
    if (number.test(text)) cell.classList.add("kelp-number");
    if (/^(NaN|<NA>|None|NaT)$/.test(text)) cell.classList.add("kelp-missing");
  }
  const frame = element("div", {
    class: "kelp-table-frame",
    tabindex: 0,
    role: "group",
    "aria-label": "Table",
  });
  table.replaceWith(frame);
  frame.append(table);
}

function picture(source: string, data: MimeBundle): HTMLElement {
  const [width, height] = (data["application/vnd.kelp.size"] ?? "").split("x");
  const image = element("img", {
    src: source,
    alt: data["text/plain"] ?? "Figure",
    width,
    height,
    class: "kelp-figure",
  });
  return element("div", { class: "kelp-picture" }, image);
}

const plainLimit = 5_000;

function showPlain(text: string): HTMLElement {
  const content = element("pre", { class: "kelp-value", tabindex: 0, text: text.slice(0, plainLimit) });
  const dom = element("div", {}, content);
  if (text.length > plainLimit) {
    const more = button(
      `Show all (${text.length.toLocaleString("en")} characters)`,
      () => {
        content.textContent = text;
        more.remove();
      },
      { class: "kelp-more" },
    );
    dom.append(more);
  }
  return dom;
}
