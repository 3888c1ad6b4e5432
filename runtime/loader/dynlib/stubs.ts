// Small wasm modules made on the spot, so that no call between C functions passes through JavaScript.

import type { FunctionType } from "./wasm-reader.ts";

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const end = 0x0b;

/**
 * Functions that call whatever stands at `slots[i]` of the table. They stand in for functions of modules
 * that are not instantiated yet: a module that imports from itself, or two that need each other.
 */
export function forwarders(
  types: readonly FunctionType[],
  slots: readonly number[],
  table: WebAssembly.Table,
): Function[] {
  const bodies = types.map((type, i) => {
    const loads = type.params.flatMap((_, parameter) => [0x20, ...unsigned(parameter)]); // local.get
    const call = [0x41, ...signed(slots[i]!), 0x11, ...unsigned(i), 0]; // i32.const, call_indirect
    return sized([0, ...loads, ...call, end]);
  });
  const bytes = [
    ...header,
    ...section(1, types.map(encodeType)),
    ...section(2, [[...name("e"), ...name("t"), 0x01, 0x70, 0x00, 0x00]]), // a table of functions, any size
    ...section(
      3,
      types.map((_, i) => unsigned(i)),
    ),
    ...section(
      7,
      types.map((_, i) => [...name(String(i)), 0x00, ...unsigned(i)]),
    ),
    ...section(10, bodies),
  ];
  const { exports } = instantiate(bytes, { e: { t: table } });
  return types.map((_, i) => exports[String(i)] as Function);
}

/** A JavaScript function as a wasm function, which alone may stand in a table. */
export function asWasmFunction(target: Function, type: FunctionType): Function {
  const bytes = [
    ...header,
    ...section(1, [encodeType(type)]),
    ...section(2, [[...name("e"), ...name("f"), 0x00, 0x00]]),
    ...section(7, [[...name("f"), 0x00, 0x00]]),
  ];
  return instantiate(bytes, { e: { f: target as WebAssembly.ImportValue } }).exports["f"] as Function;
}

function instantiate(bytes: number[], imports: WebAssembly.Imports): WebAssembly.Instance {
  return new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)), imports);
}

function encodeType(type: FunctionType): number[] {
  return [0x60, ...sized(type.params, type.params.length), ...sized(type.results, type.results.length)];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  return [id, ...sized([...unsigned(entries.length), ...entries.flat()])];
}

function sized(content: readonly number[], size = content.length): number[] {
  return [...unsigned(size), ...content];
}

function name(text: string): number[] {
  return sized([...text].map((character) => character.charCodeAt(0)));
}

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
