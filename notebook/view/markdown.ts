// Markdown with TeX ($…$ in a line, $$…$$ for a display) as DOM nodes that are safe in the page.
import katex from "katex";
import MarkdownIt from "markdown-it";
import { texRules } from "./tex-rules.ts";
import { sanitise } from "./sanitise.ts";

const markdown = new MarkdownIt({ html: true, linkify: true, typographer: true }).use(texRules);

export function renderMarkdown(source: string): DocumentFragment {
  const fragment = sanitise(markdown.render(source));
  for (const place of fragment.querySelectorAll<HTMLElement>("[data-tex]")) renderTex(place);
  return fragment;
}

/** TeX alone, as `_repr_latex_` gives it: with or without its dollar signs. */
export function renderLatex(source: string): HTMLElement {
  const place = document.createElement("span");
  const display = /^\s*(\$\$|\\\[|\\begin)/.test(source);
  place.dataset.tex = source.trim().replace(/^\$\$?|\$\$?$/g, "");
  if (display) place.dataset.display = "true";
  renderTex(place);
  return place;
}

/** Nodes are built one by one (not from text), so inline styles pass the page's content security policy. */
function renderTex(place: HTMLElement): void {
  const tex = place.dataset.tex ?? "";
  const displayMode = place.dataset.display === "true";
  katex.render(tex, place, {
    displayMode,
    throwOnError: false,
    trust: false,
    strict: "ignore",
    maxExpand: 1000,
    maxSize: 50,
  });
  place.classList.add(displayMode ? "kelp-tex-display" : "kelp-tex");
}
