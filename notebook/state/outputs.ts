// What a cell has put out, in order. Text that arrives in pieces is joined; nothing grows without limit.

export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly source: string;
  /** The chunk whose text the line is in; null for library code. */
  readonly chunk: string | null;
}

export interface CellError {
  readonly name: string;
  readonly message: string;
  /** What to do about it, when that is known. */
  readonly hint: string | null;
  /** Innermost last. */
  readonly frames: readonly Frame[];
  /** The whole report as the language prints it. */
  readonly text: string;
}

export type MimeBundle = Readonly<Record<string, string>>;

export type OutputEvent =
  | { readonly kind: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "display"; readonly data: MimeBundle; readonly value: boolean }
  | { readonly kind: "error"; readonly error: CellError };

export type OutputItem = OutputEvent & { readonly key: number };

export interface CellOutput {
  readonly items: readonly OutputItem[];
  readonly characters: number;
  /** Characters of text that were not kept. */
  readonly dropped: number;
}

export const noOutput: CellOutput = { items: [], characters: 0, dropped: 0 };

export const maxCharacters = 2_000_000;
export const maxItems = 2_000;

let lastKey = 0;

export function withOutput(output: CellOutput, event: OutputEvent): CellOutput {
  if (event.kind !== "stream") {
    if (event.kind === "display" && output.items.length >= maxItems) return output;
    return { ...output, items: [...output.items, { ...event, key: ++lastKey }] };
  }
  const room = maxCharacters - output.characters;
  const text = event.text.slice(0, Math.max(room, 0));
  const dropped = output.dropped + event.text.length - text.length;
  if (text === "") return { ...output, dropped };
  return {
    items: withText(output.items, event.name, text),
    characters: output.characters + text.length,
    dropped,
  };
}

function withText(items: readonly OutputItem[], name: "stdout" | "stderr", text: string): OutputItem[] {
  const last = items[items.length - 1];
  if (last?.kind !== "stream" || last.name !== name)
    return [...items, { kind: "stream", name, text, key: ++lastKey }];
  return [...items.slice(0, -1), { ...last, text: withoutOverwritten(last.text + text) }];
}

/** A carriage return starts the line again, as terminals do; progress bars count on it. */
function withoutOverwritten(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n/g, "\n").replace(/[^\n]*\r(?=[^\n])/g, "") : text;
}
