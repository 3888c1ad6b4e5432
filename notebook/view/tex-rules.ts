// Rules for markdown-it that find TeX before Markdown can take its underscores and stars for emphasis.
import type MarkdownIt from "markdown-it";

type InlineRule = Parameters<MarkdownIt["inline"]["ruler"]["after"]>[2];
type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["before"]>[2];

export function texRules(markdown: MarkdownIt): void {
  markdown.inline.ruler.after("escape", "tex", inlineTex);
  markdown.block.ruler.before("fence", "tex_block", blockTex, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  const place = (tag: string, display: boolean) => (tokens: { content: string }[], index: number) =>
    `<${tag} data-tex="${markdown.utils.escapeHtml(tokens[index]!.content)}" data-display="${display}"></${tag}>`;
  markdown.renderer.rules.tex = place("span", false);
  markdown.renderer.rules.tex_block = place("div", true);
}

/** `$…$`: no blank just inside the dollars and no digit after the last, so that prices stay prices. */
const inlineTex: InlineRule = (state, silent) => {
  if (state.src[state.pos] !== "$") return false;
  const found = /^(\$\$?)(?![\s$])((?:\\[\s\S]|[^\\$])*?[^\s\\$]|(?:\\[\s\S])+)\1(?!\d)/.exec(
    state.src.slice(state.pos, state.posMax),
  );
  if (!found) return false;
  if (!silent) state.push("tex", "", 0).content = found[2]!;
  state.pos += found[0].length;
  return true;
};

/** `$$` at the start of a line up to the next `$$` at the end of one. */
const blockTex: BlockRule = (state, startLine, endLine, silent) => {
  const text = (line: number) =>
    state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!);
  if (!text(startLine).startsWith("$$")) return false;
  const lines = [text(startLine).slice(2)];
  let line = startLine;
  while (!lines[lines.length - 1]!.trimEnd().endsWith("$$")) {
    if (++line >= endLine) return false;
    lines.push(text(line));
  }
  if (silent) return true;
  const token = state.push("tex_block", "", 0);
  token.content = lines.join("\n").trimEnd().slice(0, -2).trim();
  token.map = [startLine, line + 1];
  token.block = true;
  state.line = line + 1;
  return true;
};
