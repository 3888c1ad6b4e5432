// Counts the bytes of the runtime's files while they arrive. Responses are handed on untouched (the engine keeps
// compiled code only for those) and a copy is read for counting.

export interface Count {
  readonly loaded: number;
  /** Null when the server does not tell the size of the content. */
  readonly total: number | null;
}

/** Watches every fetch below `base` until the returned function is called. */
export function watchDownloads(base: string, report: (count: Count) => void): () => void {
  const realFetch = globalThis.fetch;
  const files = new Map<string, { loaded: number; total: number | null }>();

  function tell(): void {
    const counts = [...files.values()];
    const total = counts.some((file) => file.total === null)
      ? null
      : counts.reduce((sum, file) => sum + file.total!, 0);
    report({ loaded: counts.reduce((sum, file) => sum + file.loaded, 0), total });
  }

  async function count(url: string, copy: Response): Promise<void> {
    const file = { loaded: 0, total: contentSize(copy) };
    files.set(url, file);
    const reader = copy.body!.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      file.loaded += piece.value.byteLength;
      tell();
    }
  }

  globalThis.fetch = async (...request) => {
    const response = await realFetch(...request);
    if (response.url.startsWith(base) && response.ok && response.body) {
      // A copy that breaks off breaks off for the loader too, which reports it.
      count(response.url, response.clone()).catch(() => {});
    }
    return response;
  };
  return () => {
    globalThis.fetch = realFetch;
  };
}

/** Size of the decoded content: the plain length, or what the server says of a compressed one. */
function contentSize(response: Response): number | null {
  const coded = response.headers.get("content-encoding");
  const length =
    response.headers.get("x-uncompressed-length") ?? (coded ? null : response.headers.get("content-length"));
  return length === null ? null : Number(length);
}
