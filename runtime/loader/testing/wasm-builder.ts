// Writes small wasm modules for the loader's tests, main and side modules alike.

export type ValueName = "i32" | "i64" | "f64";
const codes = { i32: 0x7f, i64: 0x7e, f64: 0x7c };

export interface Signature {
  params?: ValueName[];
  results?: ValueName[];
}

export interface ModuleSpec {
  dylink?: {
    memorySize?: number;
    memoryAlign?: number;
    tableSize?: number;
    needed?: string[];
    weak?: string[];
    runtimePath?: string[];
  };
  /** Imports in order; functions get the first function indexes, globals the first global indexes. */
  imports?: (
    | { module: string; name: string; function: Signature }
    | { module: string; name: string; global: "const" | "mutable" }
    | { module: string; name: string; memory: true }
    | { module: string; name: string; table: true }
  )[];
  memory?: { pages: number };
  table?: { size: number };
  functions?: (Signature & { body: number[]; export?: string })[];
  /** Immutable i32 globals, or mutable ones. */
  globals?: { value: number; mutable?: boolean; export?: string }[];
  /** `base` is the index of the imported global __table_base. */
  elements?: { base?: number; offset?: number; functions: number[] }[];
  /** Bytes placed at the imported global `base` (an index). */
  data?: { base: number; bytes: number[] }[];
}

/** Instructions that test modules use. */
export const op = {
  get: (local: number) => [0x20, ...unsigned(local)],
  global: (index: number) => [0x23, ...unsigned(index)],
  const: (value: number) => [0x41, ...signed(value)],
  call: (index: number) => [0x10, ...unsigned(index)],
  callIndirect: (type: number) => [0x11, ...unsigned(type), 0],
  add: [0x6a],
  multiply: [0x6c],
  load: [0x28, 2, 0],
  store: [0x36, 2, 0],
  unreachable: [0x00],
};

export function buildWasm(spec: ModuleSpec): Uint8Array {
  const types = new TypeList();
  const imports = (spec.imports ?? []).map((each) => [
    ...text(each.module),
    ...text(each.name),
    ...importType(each, types),
  ]);
  const imported = (kind: string) => (spec.imports ?? []).filter((each) => kind in each).length;
  const functions = (spec.functions ?? []).map((each) => unsigned(types.index(each)));
  const exports = [
    ...named(spec.functions ?? [], 0x00, imported("function")),
    ...named(spec.globals ?? [], 0x03, imported("global")),
    ...(spec.table ? [[...text("__indirect_function_table"), 0x01, 0]] : []),
    ...(spec.memory ? [[...text("memory"), 0x02, 0]] : []),
  ];
  const bodies = (spec.functions ?? []).map(({ body }) => sized([0, ...body, 0x0b]));
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...(spec.dylink ? [0x00, ...sized(dylinkSection(spec.dylink))] : []),
    ...section(1, types.encoded),
    ...section(2, imports),
    ...section(3, functions),
    ...section(4, spec.table ? [[0x70, 0, ...unsigned(spec.table.size)]] : []),
    ...section(5, spec.memory ? [[0, ...unsigned(spec.memory.pages)]] : []),
    ...section(
      6,
      (spec.globals ?? []).map(({ value, mutable }) => [0x7f, mutable ? 1 : 0, 0x41, ...signed(value), 0x0b]),
    ),
    ...section(7, exports),
    ...section(
      9,
      (spec.elements ?? []).map((each) => [0, ...offset(each), 0x0b, ...list(each.functions.map(unsigned))]),
    ),
    ...section(10, bodies),
    ...section(
      11,
      (spec.data ?? []).map(({ base, bytes }) => [0, 0x23, ...unsigned(base), 0x0b, ...sized(bytes)]),
    ),
  ]);
}

class TypeList {
  readonly encoded: number[][] = [];

  index({ params = [], results = [] }: Signature): number {
    const type = [
      0x60,
      ...sized(params.map((name) => codes[name])),
      ...sized(results.map((name) => codes[name])),
    ];
    const known = this.encoded.findIndex((other) => other.join() === type.join());
    return known >= 0 ? known : this.encoded.push(type) - 1;
  }
}

function importType(each: NonNullable<ModuleSpec["imports"]>[number], types: TypeList): number[] {
  if ("function" in each) return [0x00, ...unsigned(types.index(each.function))];
  if ("global" in each) return [0x03, 0x7f, each.global === "mutable" ? 1 : 0];
  if ("memory" in each) return [0x02, 0, 0];
  return [0x01, 0x70, 0, 0];
}

function named(entries: readonly { export?: string }[], kind: number, first: number): number[][] {
  return entries.flatMap((each, i) =>
    each.export ? [[...text(each.export), kind, ...unsigned(first + i)]] : [],
  );
}

function dylinkSection({
  memorySize = 0,
  memoryAlign = 0,
  tableSize = 0,
  needed = [],
  weak = [],
  runtimePath = [],
}: NonNullable<ModuleSpec["dylink"]>): number[] {
  const part = (id: number, content: number[]) => [id, ...sized(content)];
  return [
    ...text("dylink.0"),
    ...part(1, [memorySize, memoryAlign, tableSize, 0].flatMap(unsigned)),
    ...part(2, list(needed.map(text))),
    ...part(4, list(weak.map((name) => [...text("env"), ...text(name), 1]))),
    ...part(5, list(runtimePath.map(text))),
  ];
}

function offset({ base, offset = 0 }: { base?: number; offset?: number }): number[] {
  return base === undefined ? [0x41, ...signed(offset)] : [0x23, ...unsigned(base)];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  return entries.length === 0 ? [] : [id, ...sized(list(entries))];
}

const list = (entries: readonly (readonly number[])[]) => [...unsigned(entries.length), ...entries.flat()];
const sized = (content: readonly number[]) => [...unsigned(content.length), ...content];
const text = (value: string) => sized([...new TextEncoder().encode(value)]);

function unsigned(value: number): number[] {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

function signed(value: number): number[] {
  const bytes = [];
  for (; value < -64 || value >= 64; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value & 0x7f];
}
