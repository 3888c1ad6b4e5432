// What the loader must know of a wasm module before it is instantiated: the types of its imports and
// exports, where its functions stand in the function table, and its needs as a side module ("dylink.0").
// JavaScript's own API tells none of these. Only sections before the code are read, so the first part of a
// module that is still being downloaded is enough.

import { ByteReader, EndOfBytes } from "./byte-reader.ts";

export { EndOfBytes };

/** A function's type as text, for instance "(i32, i64) -> f64". Equal types have equal text. */
export type TypeText = string;

export interface FunctionType {
  readonly text: TypeText;
  readonly params: readonly number[]; // encoded value types
  readonly results: readonly number[];
}

export type ExternKind = "function" | "table" | "memory" | "global" | "tag";

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  readonly type?: FunctionType; // of functions
}

export interface Export {
  readonly kind: ExternKind;
  readonly index: number; // in the index space of its kind
}

/** Functions that the module puts into the function table. */
export interface Element {
  readonly relative: boolean; // the offset counts from __table_base
  readonly offset: number;
  readonly functions: readonly number[];
}

/** The section "dylink.0" (WebAssembly tool conventions, DynamicLinking.md). */
export interface Dylink {
  memorySize: number;
  memoryAlign: number; // bytes
  tableSize: number;
  tableAlign: number; // entries
  needed: string[];
  runtimePath: string[];
  weakImports: Set<string>; // names
}

export interface WasmInfo {
  readonly imports: readonly Import[];
  readonly exports: ReadonlyMap<string, Export>;
  readonly functions: readonly FunctionType[]; // by function index, imported ones first
  readonly elements: readonly Element[];
  readonly dylink?: Dylink;
}

const kinds: readonly ExternKind[] = ["function", "table", "memory", "global", "tag"];
const valueTypes = new Map([
  [0x7f, "i32"],
  [0x7e, "i64"],
  [0x7d, "f32"],
  [0x7c, "f64"],
  [0x7b, "v128"],
  [0x70, "funcref"],
  [0x6f, "externref"],
  [0x69, "exnref"],
]);

const section = { custom: 0, type: 1, import: 2, function: 3, export: 7, element: 9, code: 10 } as const;

/** Reads a whole module. Throws EndOfBytes when the end is missing. */
export function readWasm(bytes: Uint8Array): WasmInfo {
  return readSections(bytes, false);
}

/** Reads a module with functions of which only the first bytes may be here; EndOfBytes: more are needed. */
export function readWasmStart(bytes: Uint8Array): WasmInfo {
  return readSections(bytes, true);
}

function readSections(bytes: Uint8Array, mustHaveCode: boolean): WasmInfo {
  const reader = new ByteReader(bytes);
  expectHeader(reader);
  const types: FunctionType[] = [];
  const imports: Import[] = [];
  const functions: FunctionType[] = [];
  const elements: Element[] = [];
  let exports = new Map<string, Export>();
  let dylink: Dylink | undefined;
  while (!reader.done) {
    const id = reader.byte();
    const length = reader.unsigned();
    if (id === section.code) return { imports, exports, functions, elements, dylink };
    const body = reader.slice(length);
    if (id === section.custom) {
      if (body.name() === "dylink.0") dylink = readDylink(body);
    } else if (id === section.type) repeat(body, () => types.push(readFunctionType(body)));
    else if (id === section.import) repeat(body, () => imports.push(readImport(body, types, functions)));
    else if (id === section.function) repeat(body, () => functions.push(typeAt(types, body.unsigned())));
    else if (id === section.export) exports = readExports(body);
    else if (id === section.element) repeat(body, () => elements.push(readElement(body)));
  }
  const imported = imports.filter(({ kind }) => kind === "function").length;
  if (mustHaveCode || functions.length > imported) throw new EndOfBytes("the module ends before its code");
  return { imports, exports, functions, elements, dylink };
}

function repeat(reader: ByteReader, step: () => void): void {
  for (let count = reader.unsigned(); count > 0; count--) step();
}

function expectHeader(reader: ByteReader): void {
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  for (const byte of header) {
    if (reader.byte() !== byte) throw new Error("this is not a WebAssembly module of version 1");
  }
}

function typeAt(types: readonly FunctionType[], index: number): FunctionType {
  const type = types[index];
  if (type === undefined) throw new Error(`type ${index} is not declared`);
  return type;
}

function readFunctionType(reader: ByteReader): FunctionType {
  const form = reader.byte();
  if (form !== 0x60) throw new Error(`type form 0x${form.toString(16)} is not a function's`);
  const list = () => Array.from({ length: reader.unsigned() }, () => readValueType(reader));
  const params = list();
  const results = list();
  return { text: typeText(params, results), params, results };
}

function readValueType(reader: ByteReader): number {
  const code = reader.byte();
  if (!valueTypes.has(code)) throw new Error(`value type 0x${code.toString(16)} is not known`);
  return code;
}

function typeText(params: readonly number[], results: readonly number[]): TypeText {
  const names = (codes: readonly number[]) => codes.map((code) => valueTypes.get(code)).join(", ");
  const result = results.length === 1 ? names(results) : `(${names(results)})`;
  return `(${names(params)}) -> ${result}`;
}

function readImport(reader: ByteReader, types: readonly FunctionType[], functions: FunctionType[]): Import {
  const module = reader.name();
  const name = reader.name();
  const kind = readKind(reader);
  if (kind !== "function") {
    skipExternType(reader, kind);
    return { module, name, kind };
  }
  const type = typeAt(types, reader.unsigned());
  functions.push(type);
  return { module, name, kind, type };
}

function readKind(reader: ByteReader): ExternKind {
  const code = reader.byte();
  const kind = kinds[code];
  if (kind === undefined) throw new Error(`import or export kind ${code} is not known`);
  return kind;
}

function skipExternType(reader: ByteReader, kind: ExternKind): void {
  if (kind === "global") {
    readValueType(reader);
    reader.byte();
  } else if (kind === "tag") {
    reader.byte();
    reader.unsigned();
  } else {
    if (kind === "table") readValueType(reader);
    const flags = reader.unsigned();
    reader.skipNumber();
    if (flags & 1) reader.skipNumber();
  }
}

function readExports(reader: ByteReader): Map<string, Export> {
  const exports = new Map<string, Export>();
  repeat(reader, () => {
    const name = reader.name();
    const kind = readKind(reader);
    exports.set(name, { kind, index: reader.unsigned() });
  });
  return exports;
}

// Linkers write active segments of table 0 with plain function indexes (flag 0, or 2 with the table named).
function readElement(reader: ByteReader): Element {
  const flag = reader.unsigned();
  if (flag !== 0 && flag !== 2) throw new Error(`element segments of kind ${flag} are not supported`);
  if (flag === 2) reader.unsigned();
  const offset = readOffset(reader);
  if (flag === 2) reader.byte();
  const functions = Array.from({ length: reader.unsigned() }, () => reader.unsigned());
  return { ...offset, functions };
}

function readOffset(reader: ByteReader): { relative: boolean; offset: number } {
  let relative = false;
  let offset = 0;
  for (;;) {
    const code = reader.byte();
    if (code === 0x0b) return { relative, offset };
    if (code === 0x41)
      offset += reader.signed(); // i32.const
    else if (code === 0x23)
      [relative] = [true, reader.unsigned()]; // global.get: __table_base is the only one
    else if (code !== 0x6a) throw new Error(`offset instruction 0x${code.toString(16)} is not supported`);
  }
}

function readDylink(reader: ByteReader): Dylink {
  const dylink: Dylink = {
    memorySize: 0,
    memoryAlign: 1,
    tableSize: 0,
    tableAlign: 1,
    needed: [],
    runtimePath: [],
    weakImports: new Set(),
  };
  while (!reader.done) {
    const id = reader.byte();
    const body = reader.slice(reader.unsigned());
    if (id === 1) readNeeds(body, dylink);
    else if (id === 2) repeat(body, () => dylink.needed.push(body.name()));
    else if (id === 4) repeat(body, () => readImportFlags(body, dylink));
    else if (id === 5) repeat(body, () => dylink.runtimePath.push(body.name()));
  }
  return dylink;
}

function readNeeds(reader: ByteReader, dylink: Dylink): void {
  dylink.memorySize = reader.unsigned();
  dylink.memoryAlign = 2 ** reader.unsigned();
  dylink.tableSize = reader.unsigned();
  dylink.tableAlign = 2 ** reader.unsigned();
}

function readImportFlags(reader: ByteReader, dylink: Dylink): void {
  const bindingMask = 3;
  const weak = 1;
  reader.name(); // the module it is imported from
  const name = reader.name();
  if ((reader.unsigned() & bindingMask) === weak) dylink.weakImports.add(name);
}
