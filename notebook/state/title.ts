// A notebook's name: the front matter's `title`, else the first heading, else "Untitled" (as the host has it).
import type { Text } from "@codemirror/state";
import { isMarkdown, preambleOf, sourceOf, type Chunk } from "./chunks.ts";
import { readFrontMatter } from "./front-matter.ts";

export function titleOf(doc: Text, chunks: readonly Chunk[]): string {
  const { title } = readFrontMatter(preambleOf(doc, chunks));
  if (title?.trim()) return title.trim();
  for (const chunk of chunks) {
    if (!isMarkdown(chunk.type)) continue;
    const heading = /^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$/m.exec(sourceOf(doc, chunk));
    if (heading) return heading[1]!;
  }
  return "Untitled";
}
