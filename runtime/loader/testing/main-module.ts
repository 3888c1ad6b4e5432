// A main module in miniature for the loader's tests: memory, function table, an allocator, one C function.

import type { MainModule } from "../dynlib/dlopen.ts";
import { readWasm } from "../dynlib/wasm-reader.ts";
import { buildWasm, op } from "./wasm-builder.ts";

export interface TestMain extends MainModule {
  /** What was last given to _PyEM_SetArityTable. */
  arities(): Uint8Array;
  readonly freed: number[];
  readonly call: (pointer: number, ...args: number[]) => number;
}

const bytes = buildWasm({
  imports: [{ module: "env", name: "host_twice", function: { params: ["i32"], results: ["i32"] } }],
  memory: { pages: 1 },
  table: { size: 3 },
  functions: [
    {
      params: ["i32", "i32"],
      results: ["i32"],
      body: [...op.get(0), ...op.get(1), ...op.add],
      export: "add",
    },
    {
      params: ["i32"],
      results: ["i32"],
      body: [...op.get(0), ...op.const(3), ...op.multiply],
      export: "triple",
    },
  ],
  globals: [
    { value: 64, export: "answer" },
    { value: 4096, mutable: true, export: "__stack_pointer" },
  ],
  elements: [{ offset: 1, functions: [1] }], // add stands at 1; triple nowhere
});

export function startMain(): TestMain {
  const host = { env: { host_twice: (value: number) => value * 2 } };
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(bytes as BufferSource),
    host as WebAssembly.Imports,
  );
  const memory = exports["memory"] as WebAssembly.Memory;
  const table = exports["__indirect_function_table"] as WebAssembly.Table;
  new Uint32Array(memory.buffer)[16] = 42; // the variable `answer` at 64
  const freed: number[] = [];
  let next = 8192 + 4; // on purpose not aligned to more than 4
  const malloc = (size: number) => {
    if (next + size > memory.buffer.byteLength) return 0;
    next += size;
    return next - size;
  };
  let arities: [number, number] = [0, 0];
  const extra = {
    malloc,
    calloc: (count: number, size: number) => malloc(count * size),
    free: (address: number) => void freed.push(address),
    _PyEM_SetArityTable: (address: number, count: number) => void (arities = [address, count]),
  };
  return {
    info: readWasm(bytes),
    exports: { ...exports, ...extra } as WebAssembly.Exports,
    memory,
    table,
    host,
    freed,
    arities: () => new Uint8Array(memory.buffer, ...arities),
    call: (pointer, ...args) => (table.get(pointer) as Function)(...args),
  };
}

/** A file system of a few files. */
export function files(entries: Record<string, Uint8Array>, links: Record<string, string> = {}) {
  return {
    read: (path: string) => entries[path],
    resolve: (path: string) => links[path] ?? path,
  };
}
