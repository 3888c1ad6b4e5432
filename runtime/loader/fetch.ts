// Reads files of a distribution: over HTTP, or from the disk under Node. Errors say what was wanted, from
// where, and what came instead.

import { inNode, nodeModule } from "./environment.ts";

/** Called with the bytes that arrived so far and, if the server told, how many there will be. */
export type ByteProgress = (loaded: number, total: number | undefined) => void;

export function isFileUrl(url: URL): boolean {
  return url.protocol === "file:";
}

/** The whole content. `what` names the file in errors, for instance "the lock file". */
export async function fetchBytes(url: URL, what: string, onProgress?: ByteProgress): Promise<Uint8Array> {
  if (inNode && isFileUrl(url)) return readHostFile(url, what);
  const response = await fetchResponse(url, what);
  try {
    if (onProgress === undefined || response.body === null)
      return new Uint8Array(await response.arrayBuffer());
    return await readBody(response, onProgress);
  } catch (error) {
    throw new Error(`the download of ${what} from ${url} broke off (${reason(error)}); try again`, {
      cause: error,
    });
  }
}

/** The answer of a server that has the file. */
export async function fetchResponse(url: URL, what: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Error(`cannot download ${what} from ${url} (${reason(error)}); is the server reachable?`, {
      cause: error,
    });
  }
  if (!response.ok) {
    const answer = `${response.status} ${response.statusText}`.trim();
    throw new Error(`cannot download ${what} from ${url}: the server answered ${answer}`);
  }
  return response;
}

async function readHostFile(url: URL, what: string): Promise<Uint8Array> {
  const [fs, { fileURLToPath }] = await Promise.all([nodeModule("node:fs"), nodeModule("node:url")]);
  const path = fileURLToPath(url);
  try {
    const bytes = await fs.promises.readFile(path);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    const why = absent ? "there is no such file" : reason(error);
    throw new Error(`cannot read ${what} at ${path}: ${why}`, { cause: error });
  }
}

async function readBody(response: Response, onProgress: ByteProgress): Promise<Uint8Array> {
  const length = response.headers.get("content-length");
  // With a content encoding the length is that of the compressed bytes: of no use here.
  const total = length !== null && !response.headers.get("content-encoding") ? Number(length) : undefined;
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for await (const chunk of streamOf(response.body!)) {
    chunks.push(chunk);
    loaded += chunk.length;
    onProgress(loaded, total);
  }
  return concatenate(chunks, loaded);
}

/** The chunks of a stream (async iteration of streams is missing in some browsers). */
export async function* streamOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {}); // it is done, or nobody wants the rest
  }
}

export function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}

export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
