// Reads zip archives (wheels). Written for archives that are small enough to be in memory: no zip64, no encryption.

import { inflateSync } from "fflate";

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** The content; inflated when asked for. */
  read(): Uint8Array;
}

const signature = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 };
const method = { stored: 0, deflated: 8 };
const endLength = 22;
const utf8 = new TextDecoder();

/** The files of an archive (folders are left out). Throws if the bytes are no whole zip archive. */
export function readZip(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let position = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    expect(view, position, 46, signature.central);
    const nameLength = view.getUint16(position + 28, true);
    const next =
      position + 46 + nameLength + view.getUint16(position + 30, true) + view.getUint16(position + 32, true);
    const name = utf8.decode(bytes.subarray(position + 46, position + 46 + nameLength));
    if (!name.endsWith("/")) entries.push(entryAt(bytes, view, position, name));
    position = next;
  }
  return entries;
}

/** Whether the bytes are an archive that is not cut off. */
export function isWholeZip(bytes: Uint8Array): boolean {
  try {
    readZip(bytes);
    return true;
  } catch {
    return false;
  }
}

function entryAt(bytes: Uint8Array, view: DataView, central: number, name: string): ZipEntry {
  const packing = view.getUint16(central + 10, true);
  const packed = view.getUint32(central + 20, true);
  const size = view.getUint32(central + 24, true);
  const local = view.getUint32(central + 42, true);
  expect(view, local, 30, signature.local);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw cutOff();
  const content = bytes.subarray(start, start + packed);
  return { name, size, read: () => unpack(name, content, packing, size) };
}

function unpack(name: string, content: Uint8Array, packing: number, size: number): Uint8Array {
  if (packing === method.stored) return content.slice();
  if (packing !== method.deflated)
    throw new Error(`${name} is packed by method ${packing}, which is not supported`);
  let result: Uint8Array;
  try {
    result = inflateSync(content, { out: new Uint8Array(size) });
  } catch (error) {
    throw new Error(`${name} is damaged`, { cause: error });
  }
  if (result.length !== size) throw new Error(`${name} is damaged`);
  return result;
}

// The record at the end may be followed by a comment of up to 64 KiB.
function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - endLength - 0xffff);
  for (let position = view.byteLength - endLength; position >= lowest; position--) {
    if (view.getUint32(position, true) === signature.end) return position;
  }
  throw cutOff();
}

function expect(view: DataView, position: number, length: number, wanted: number): void {
  if (position + length > view.byteLength || view.getUint32(position, true) !== wanted) throw cutOff();
}

function cutOff(): Error {
  return new Error("it is not a whole zip archive");
}
