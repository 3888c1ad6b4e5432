// Strings between JavaScript and linear memory.
//
// JavaScript strings are sequences of 16-bit units and may hold lone surrogates; they cross unchanged both ways. Short
// strings are copied unit by unit (a TextDecoder call costs as much as some dozens of units), long ones by the engine's
// decoders where these give the same result.

import type { Memory } from "./memory.ts";

const asciiDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
const utf16Decoder = new TextDecoder("utf-16le", { ignoreBOM: true });
const encoder = new TextEncoder();

// Node.js copies a string's units at once; elsewhere that takes a loop, some 2 ns a unit.
interface NodeBuffer {
  from(
    buffer: ArrayBufferLike,
    at: number,
    length: number,
  ): { write(text: string, encoding: "utf16le"): number };
}
const { process, Buffer } = globalThis as { process?: { versions?: { node?: string } }; Buffer?: NodeBuffer };
const nodeBuffer = process?.versions?.node === undefined ? undefined : Buffer;

const shortText = 24;
const chunk = 8192;

function fromUnits(units: Uint8Array | Uint16Array): string {
  if (units.length <= chunk) return String.fromCharCode.apply(null, units as unknown as number[]);
  let text = "";
  for (let at = 0; at < units.length; at += chunk)
    text += String.fromCharCode.apply(null, units.subarray(at, at + chunk) as unknown as number[]);
  return text;
}

/** Few bytes below 256: written out, since every general way costs more than the work itself. */
function fromFewBytes(u8: Uint8Array, at: number, length: number): string {
  let text = "";
  let i = 0;
  for (; i + 4 <= length; i += 4)
    text += String.fromCharCode(u8[at + i]!, u8[at + i + 1]!, u8[at + i + 2]!, u8[at + i + 3]!);
  switch (length - i) {
    case 1:
      return text + String.fromCharCode(u8[at + i]!);
    case 2:
      return text + String.fromCharCode(u8[at + i]!, u8[at + i + 1]!);
    case 3:
      return text + String.fromCharCode(u8[at + i]!, u8[at + i + 1]!, u8[at + i + 2]!);
    default:
      return text;
  }
}

export function readAscii(memory: Memory, at: number, length: number): string {
  const u8 = memory.u8;
  if (length <= shortText) return fromFewBytes(u8, at, length);
  return asciiDecoder.decode(u8.subarray(at, at + length));
}

export function readLatin1(memory: Memory, at: number, length: number): string {
  const u8 = memory.u8;
  if (length <= shortText) return fromFewBytes(u8, at, length);
  return fromUnits(u8.subarray(at, at + length));
}

function hasSurrogates(units: Uint16Array): boolean {
  for (let i = 0; i < units.length; i++) if ((units[i]! & 0xf800) === 0xd800) return true;
  return false;
}

export function readUtf16(memory: Memory, at: number, length: number): string {
  // A str that is not of 16-bit units itself was encoded to bytes, at any address.
  const units =
    at % 2 === 0
      ? memory.u16.subarray(at / 2, at / 2 + length)
      : new Uint16Array(memory.u8.slice(at, at + 2 * length).buffer);
  if (length <= 64) return fromUnits(units);
  if (!hasSurrogates(units)) return utf16Decoder.decode(units);
  const text = utf16Decoder.decode(units);
  // The decoder replaces lone surrogates; pairs survive it.
  return text.includes("\ufffd") ? fromUnits(units) : text;
}

/** Writes a string's units as bytes; false (and garbage written) when one does not fit. */
export function writeLatin1(memory: Memory, at: number, text: string): boolean {
  const u8 = memory.u8;
  const length = text.length;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    all |= unit;
    u8[at + i] = unit;
  }
  return all < 256;
}

export function writeUtf16(memory: Memory, at: number, text: string): void {
  const { length } = text;
  if (nodeBuffer !== undefined && length > shortText) {
    nodeBuffer.from(memory.buffer, at, 2 * length).write(text, "utf16le");
    return;
  }
  const u16 = memory.u16;
  const start = at >>> 1;
  for (let i = 0; i < length; i++) u16[start + i] = text.charCodeAt(i);
}

/** A guess from some places of a long string: the encoder is much quicker, but it goes on where nothing fits. */
export function looksAscii(text: string): boolean {
  const step = Math.max(1, text.length >>> 6);
  for (let i = 0; i < text.length; i += step) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** True when the string is ASCII; its bytes are then written. */
export function writeIfAscii(memory: Memory, at: number, text: string): boolean {
  const { read, written } = encoder.encodeInto(text, memory.u8.subarray(at, at + text.length));
  return read === text.length && written === text.length;
}

/** Writes a string in the fewest bytes a character: 1 if it is ASCII, else 2 (for which there must be room). */
export function writeText(memory: Memory, at: number, text: string): 1 | 2 {
  if (looksAscii(text) && writeIfAscii(memory, at, text)) return 1;
  writeUtf16(memory, at, text);
  return 2;
}
