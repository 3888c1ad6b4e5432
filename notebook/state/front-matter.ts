// The TOML front matter between two `+++` lines at the very top of a document.
import { parse as parseToml } from "smol-toml";

export interface FrontMatter {
  readonly title: string | null;
  /** Packages wanted before the first Python cell, besides those that cells import. */
  readonly packages: readonly string[];
  readonly files: readonly string[];
  /** One sentence when the text is not usable; the fields above are then empty. */
  readonly problem: string | null;
}

export const noFrontMatter: FrontMatter = { title: null, packages: [], files: [], problem: null };

/** Reads the text above the first chunk; text that does not start with `+++` is an old notebook's and is ignored. */
export function readFrontMatter(preamble: string): FrontMatter {
  const lines = preamble.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
  if (lines[0]?.trimEnd() !== "+++") return noFrontMatter;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "+++");
  if (end < 0) return withProblem("The front matter has no closing +++ line.");
  try {
    return check(parseToml(lines.slice(1, end).join("\n")));
  } catch (error) {
    return withProblem(`The front matter is not valid TOML: ${firstLine(String((error as Error).message))}`);
  }
}

function check(table: Record<string, unknown>): FrontMatter {
  const { title = null, packages = [], files = [] } = table;
  if (title !== null && typeof title !== "string")
    return withProblem("`title` in the front matter must be text.");
  if (!isTextList(packages)) return withProblem("`packages` in the front matter must be a list of names.");
  if (!isTextList(files)) return withProblem("`files` in the front matter must be a list of file names.");
  return { title, packages, files, problem: null };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function withProblem(problem: string): FrontMatter {
  return { ...noFrontMatter, problem };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
