// Compiles the main module while it is being downloaded, and reads the first part of its bytes on the way.

import { readWasmStart, EndOfBytes, type WasmInfo } from "./dynlib/wasm-reader.ts";
import { inNode } from "./environment.ts";
import { concatenate, fetchBytes, fetchResponse, isFileUrl, streamOf } from "./fetch.ts";

export interface CompiledMain {
  readonly module: WebAssembly.Module;
  readonly info: WasmInfo;
}

const what = "the interpreter";

export async function compileMain(url: URL): Promise<CompiledMain> {
  if (inNode && isFileUrl(url)) return compileBytes(await fetchBytes(url, what), url);
  const response = await fetchResponse(url, what);
  const streams = response.body !== null && response.headers.get("content-type") === "application/wasm";
  if (!streams) return compileBytes(new Uint8Array(await response.arrayBuffer()), url);
  const start = readStart(response.clone());
  try {
    const [module, info] = await Promise.all([WebAssembly.compileStreaming(response), start]);
    return { module, info };
  } catch (error) {
    throw damaged(url, error);
  }
}

async function compileBytes(bytes: Uint8Array, url: URL): Promise<CompiledMain> {
  try {
    const module = await WebAssembly.compile(bytes as BufferSource);
    return { module, info: readWasmStart(bytes) };
  } catch (error) {
    throw damaged(url, error);
  }
}

// Stops reading as soon as the sections before the code are there.
async function readStart(response: Response): Promise<WasmInfo> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let tryAt = 0;
  for await (const chunk of streamOf(response.body!)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < tryAt) continue;
    const info = tryRead(concatenate(chunks, length));
    if (info !== undefined) return info;
    tryAt = length * 2;
  }
  return readWasmStart(concatenate(chunks, length));
}

function tryRead(bytes: Uint8Array): WasmInfo | undefined {
  try {
    return readWasmStart(bytes);
  } catch (error) {
    if (error instanceof EndOfBytes) return undefined;
    throw error;
  }
}

function damaged(url: URL, cause: unknown): Error {
  return new Error(
    `the interpreter at ${url} is damaged or cut off; clear the browser's cache or write the distribution ` +
      `again with \`kelp dist\` (${(cause as Error).message})`,
    { cause },
  );
}
