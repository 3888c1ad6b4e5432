// A log of records in two files, of which one is in force. A record is whole or does not count; when the log has grown
// long, everything that is known goes as one record into the other file, which is in force from then on.
//
// File: magic (8 bytes), generation (4), zeros (4), then records: length (4), CRC-32 of the text (4), text (JSON).
// The file is made long in advance, so that a record fits even when the origin has no more room.

import { withRoom, writeAll, type SyncFile } from "./access.ts";

const magic = "KELPLOG1";
const head = 16;
const reserve = 1 << 18;

export class RecordLog {
  readonly #files: readonly [SyncFile, SyncFile];
  #current: 0 | 1 = 0;
  #generation = 0;
  #end = head;
  #length = 0;
  #longest = reserve;
  #isFlushed = true;

  constructor(files: readonly [SyncFile, SyncFile]) {
    this.#files = files;
  }

  /** The records of the file in force; none when both are new. */
  open(): unknown[] {
    const logs = this.#files.map(readLog);
    const [a, b] = logs;
    if (a === undefined && b === undefined) {
      const used = this.#files.find((file) => file.getSize() > 0 && !isBlank(file));
      if (used !== undefined) throw new Error("its files were not written by mountOPFS, or are damaged");
      return [];
    }
    this.#current = (b?.generation ?? -1) > (a?.generation ?? -1) ? 1 : 0;
    const log = logs[this.#current]!;
    this.#generation = log.generation;
    this.#end = log.end;
    this.#length = this.#files[this.#current].getSize();
    this.#longest = Math.max(reserve, 4 * log.first);
    return log.records;
  }

  /** Whether it is time for compact(). */
  get isLong(): boolean {
    return this.#end > this.#longest || this.#generation === 0;
  }

  /** There was no room for compact(). */
  postpone(): void {
    this.#longest *= 2;
  }

  append(record: unknown): void {
    const bytes = encode(record);
    this.#makeLong(this.#end + bytes.length + 8);
    writeAll(this.#files[this.#current], bytes, this.#end);
    this.#end += bytes.length;
    this.#isFlushed = false;
  }

  /** The bytes after the last record are zeros: a length of nothing. */
  #makeLong(length: number): void {
    if (length <= this.#length) return;
    const wanted = Math.ceil(length / reserve) * reserve;
    withRoom(() => this.#files[this.#current].truncate(wanted));
    this.#length = wanted;
  }

  /** Puts what is known as the first record of the other file, and that file in force. */
  compact(everything: unknown): void {
    const other = this.#current === 0 ? 1 : 0;
    const file = this.#files[other];
    const bytes = encode(everything);
    const length = Math.ceil((head + bytes.length + 8) / reserve) * reserve;
    file.truncate(0);
    withRoom(() => file.truncate(length));
    writeAll(file, bytes, head);
    file.flush();
    const start = new Uint8Array(head);
    start.set(new TextEncoder().encode(magic));
    new DataView(start.buffer).setUint32(8, this.#generation + 1, true);
    writeAll(file, start, 0);
    file.flush();
    this.#generation++;
    this.#current = other;
    this.#length = length;
    this.#end = head + bytes.length;
    this.#longest = Math.max(reserve, 4 * bytes.length);
    this.#isFlushed = true;
  }

  /** Everything appended so far is on the device afterwards. */
  flush(): void {
    if (!this.#isFlushed) this.#files[this.#current].flush();
    this.#isFlushed = true;
  }

  close(): void {
    for (const file of this.#files) file.close();
  }
}

function encode(record: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(record));
  const bytes = new Uint8Array(8 + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  view.setUint32(4, crc32(text), true);
  bytes.set(text, 8);
  return bytes;
}

interface Log {
  generation: number;
  records: unknown[];
  end: number;
  /** Bytes of the first record, which held everything then known. */
  first: number;
}

function readLog(file: SyncFile): Log | undefined {
  const bytes = new Uint8Array(file.getSize());
  file.read(bytes, { at: 0 });
  if (bytes.length < head || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) return undefined;
  const view = new DataView(bytes.buffer);
  const records: unknown[] = [];
  let at = head;
  let first = 0;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at, true);
    if (length === 0 || at + 8 + length > bytes.length) break;
    const text = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(text) !== view.getUint32(at + 4, true)) break; // cut off while it was written
    records.push(JSON.parse(new TextDecoder().decode(text)));
    at += 8 + length;
    first ||= length;
  }
  if (records.length === 0) return undefined;
  // What lies behind may be the rest of a record that was cut off: nothing must look like one later.
  if (bytes.subarray(at).some((byte) => byte !== 0)) file.truncate(at);
  return { generation: view.getUint32(8, true), records, end: at, first };
}

function isBlank(file: SyncFile): boolean {
  const start = new Uint8Array(Math.min(head, file.getSize()));
  file.read(start, { at: 0 });
  return start.every((byte) => byte === 0);
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
