// The wasm imports of module "kelp" with which runtime/main/dlopen.c asks for dynamic loading.

import type { DynamicLoader } from "./dlopen.ts";

export interface MemoryExports {
  malloc(size: number): number;
}

export interface LoadingImports {
  dl_open(path: number, flags: number): number;
  dl_sym(handle: number, name: number): number;
  dl_error(): number;
  dl_close(handle: number): number;
}

/** `loader` and `main` are asked for on each call: the imports must be there before both. */
export function loadingImports(
  loader: () => DynamicLoader,
  main: () => { memory: WebAssembly.Memory; exports: MemoryExports },
): LoadingImports {
  return {
    dl_open: (path, flags) => loader().open(path === 0 ? undefined : readText(main().memory, path), flags),
    dl_sym: (handle, name) => loader().symbol(handle, readText(main().memory, name)),
    dl_error: () => {
      const error = loader().takeError();
      return error === undefined ? 0 : writeText(main(), error);
    },
    dl_close: (handle) => loader().close(handle),
  };
}

/** The text at `address`, ended by a zero byte. */
export function readText(memory: WebAssembly.Memory, address: number): string {
  const bytes = new Uint8Array(memory.buffer);
  const start = address >>> 0;
  return new TextDecoder().decode(bytes.slice(start, bytes.indexOf(0, start)));
}

/** A copy of `text` in memory of its own, ended by a zero byte; 0 if there is no memory left. */
export function writeText(
  main: { memory: WebAssembly.Memory; exports: MemoryExports },
  text: string,
): number {
  const encoded = new TextEncoder().encode(text);
  const address = main.exports.malloc(encoded.length + 1) >>> 0;
  if (address === 0) return 0;
  const bytes = new Uint8Array(main.memory.buffer);
  bytes.set(encoded, address);
  bytes[address + encoded.length] = 0;
  return address;
}
