// What the server writes into the page, as JSON.
import { record, text } from "./kernel/check.ts";

export interface Page {
  readonly notebook: { readonly id: string; readonly title: string };
  readonly revision: string;
  readonly content: string;
  /** The site on which this notebook's code runs. */
  readonly frameOrigin: string;
  readonly runtimeUrl: string;
  /** What the server's content policy asks of style elements. */
  readonly nonce: string;
}

const check = record({
  notebook: record({ id: text(200), title: text(100_000) }),
  revision: record({ id: text(200) }),
  content: text(Infinity),
  frameOrigin: text(1000),
  runtimeUrl: text(1000),
  nonce: text(200),
});

export function readPage(document: Document): Page {
  const island = document.getElementById("kelp-page");
  const { revision, ...page } = check(withTextIds(JSON.parse(island?.textContent ?? "null")), "page");
  return { ...page, revision: revision.id };
}

/** Revisions may be numbered; to the page an id is a text. */
function withTextIds(value: unknown): unknown {
  const page = value as { revision?: { id?: unknown } } | null;
  return page?.revision ? { ...page, revision: { id: String(page.revision.id) } } : page;
}
