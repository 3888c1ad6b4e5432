// The IOMD text format: a front matter, then chunks that each start at a line beginning with `%%`.
// Rules are Iodide's (all leading `%` are skipped, a bare `%%` inherits the type above and drops its flags) with `#id`
// and `key=value` flags added. Nothing is normalised: print(parse(text)) === text for every text.

export interface Flag {
  readonly name: string;
  /** Text after `=`, without its quotes; null for a bare word. */
  readonly value: string | null;
}

export interface Delimiter {
  readonly type: string;
  readonly flags: readonly Flag[];
}

export interface TextChunk extends Delimiter {
  /** The delimiter line as written, with its line break; empty for the text above the first delimiter. */
  readonly delimiter: string;
  /** The lines up to the next delimiter as written, with their line breaks. */
  readonly body: string;
}

export function isDelimiter(line: string): boolean {
  return line.charCodeAt(0) === 37 && line.charCodeAt(1) === 37;
}

/** What a delimiter line says; `above` is the type of the chunk before it. */
export function parseDelimiter(line: string, above: string): Delimiter {
  const words = splitWords(line.replace(/^%+/, ""));
  const [type, ...flags] = words;
  if (type === undefined) return { type: above, flags: [] };
  return { type: type.toLowerCase(), flags: flags.map(parseFlag) };
}

/** Words are parted by blanks; a double-quoted value may hold blanks (`name="two words"`). */
function splitWords(text: string): string[] {
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

function parseFlag(word: string): Flag {
  if (word.startsWith("#") && word.length > 1) return { name: "#", value: word.slice(1) };
  const equals = word.indexOf("=");
  if (equals <= 0) return { name: word, value: null };
  return { name: word.slice(0, equals), value: word.slice(equals + 1).replace(/^"([^"]*)"?$/, "$1") };
}

export function hasFlag(delimiter: Delimiter, name: string): boolean {
  const wanted = name.toLowerCase();
  return delimiter.flags.some((flag) => flag.name.toLowerCase() === wanted);
}

export function flagValue(delimiter: Delimiter, name: string): string | null {
  return delimiter.flags.find((flag) => flag.name === name)?.value ?? null;
}

/** Chunks of a document; the first one (type "") is the text above the first delimiter, present even when empty. */
export function parse(text: string): TextChunk[] {
  const chunks: TextChunk[] = [];
  let above = "";
  let delimiter = "";
  let at = 0;
  const close = (end: number) => {
    const meaning = delimiter === "" ? { type: "", flags: [] } : parseDelimiter(delimiter, above);
    chunks.push({ ...meaning, delimiter, body: text.slice(at, end) });
    above = meaning.type;
  };
  for (let start = nextDelimiter(text, 0); start >= 0; start = nextDelimiter(text, at)) {
    close(start);
    at = lineEnd(text, start);
    delimiter = text.slice(start, at);
  }
  close(text.length);
  return chunks;
}

export function print(chunks: readonly TextChunk[]): string {
  return chunks.map((chunk) => chunk.delimiter + chunk.body).join("");
}

/** Start of the first delimiter line at or after `from`, which is itself the start of a line; -1 when there is none. */
function nextDelimiter(text: string, from: number): number {
  if (text.startsWith("%%", from)) return from;
  for (let found = text.indexOf("%%", from); found >= 0; found = text.indexOf("%%", found + 1)) {
    const before = found === 0 ? 10 : text.charCodeAt(found - 1);
    if (before === 10 || before === 13) return found;
  }
  return -1;
}

/** Position after the line break that ends the line which holds `from`. */
function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) return at + 1;
    if (code === 13) return text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
  }
  return text.length;
}

/** Content as the languages see it: one backslash goes where a line would otherwise be a delimiter. */
export function unescapeBody(body: string): string {
  return body.includes("\\%%") ? body.replace(/^\\(?=\\*%%)/gm, "") : body;
}

/** The reverse: makes any text safe as the content of a chunk. */
export function escapeBody(source: string): string {
  return source.includes("%%") ? source.replace(/^(?=\\*%%)/gm, "\\") : source;
}
