// The host's REST interface, as far as the page uses it.

export interface NotebookSummary {
  readonly id: string;
  readonly title: string;
  readonly created: string;
  readonly updated: string;
}

export type SaveAnswer =
  | { readonly kind: "saved"; readonly revision: string }
  | { readonly kind: "conflict"; readonly headId: string; readonly headContent: string }
  | { readonly kind: "failed"; readonly message: string };

const notebooks = "/api/v1/notebooks/";

export async function saveRevision(id: string, content: string, parent: string): Promise<SaveAnswer> {
  const response = await request(`${notebooks}${id}/revisions/`, { content, parent_revision_id: parent });
  if (typeof response === "string") return { kind: "failed", message: response };
  const body = await bodyOf(response);
  if (response.ok) return { kind: "saved", revision: String(body.id) };
  const head = body.head as { id?: unknown; content?: unknown } | undefined;
  if (response.status === 409 && head) {
    return { kind: "conflict", headId: String(head.id), headContent: String(head.content) };
  }
  return { kind: "failed", message: problemOf(response, body) };
}

/** Id of the new notebook, or a sentence that says why there is none. */
export async function createNotebook(content: string): Promise<{ id: string } | { problem: string }> {
  const response = await request(notebooks, { content });
  if (typeof response === "string") return { problem: response };
  const body = await bodyOf(response);
  return response.ok ? { id: String(body.id) } : { problem: problemOf(response, body) };
}

export async function listNotebooks(
  cursor: string | null,
): Promise<{ notebooks: NotebookSummary[]; next: string | null }> {
  const query = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  const response = await fetch(notebooks + query);
  const body = await bodyOf(response);
  if (!response.ok) throw new Error(problemOf(response, body));
  return { notebooks: body.notebooks as NotebookSummary[], next: (body.next as string | null) ?? null };
}

export interface NotebookDetail {
  readonly files: readonly { readonly name: string; readonly url: string }[];
}

export async function readNotebook(id: string): Promise<NotebookDetail> {
  const response = await fetch(`${notebooks}${id}/`);
  const body = await bodyOf(response);
  if (!response.ok) throw new Error(problemOf(response, body));
  return { files: (body.files as NotebookDetail["files"]) ?? [] };
}

async function request(url: string, body: object): Promise<Response | string> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Kelp": "1" },
      body: JSON.stringify(body),
    });
  } catch {
    return "The server cannot be reached.";
  }
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function problemOf(response: Response, body: Record<string, unknown>): string {
  const said = body.detail ?? body.title;
  return typeof said === "string" ? said : `The server answered ${response.status}.`;
}
