// A file system in three files: `data` holds the blocks of all files, two logs hold folders, names and where each
// file's blocks lie. Everything happens at once; nothing waits.
//
// What counts after a crash is the log. So a file's size and blocks are recorded when it is closed or synchronised, and
// blocks that a record gives back are not used again before that record is on the device.

import { NoRoom, writeAll, type SyncFile } from "./access.ts";
import { RecordLog } from "./record-log.ts";
import { Space, type Extent } from "./space.ts";
import { known, kinds, rootId, Tree, type Change, type Entry } from "./tree.ts";

export const blockSize = 4096;
const mostLeaving = 4096; // blocks
const staleAfter = 1000; // milliseconds
const zeros = new Uint8Array(1 << 16);

export interface StoreFiles {
  readonly data: SyncFile;
  readonly logs: readonly [SyncFile, SyncFile];
}

export class Store {
  readonly tree = new Tree();
  readonly #data: SyncFile;
  readonly #log: RecordLog;
  readonly #space: Space;
  #dataIsFlushed = true;

  constructor(files: StoreFiles) {
    this.#data = files.data;
    this.#log = new RecordLog(files.logs);
    for (const change of this.#log.open()) this.tree.apply(change as Change);
    this.#space = Space.around([...this.tree.entries.values()].flatMap(({ extents }) => extents));
    if (this.#log.isLong) this.#log.compact(this.tree.all());
  }

  get root(): Entry {
    return this.tree.get(rootId);
  }

  // --- names

  make(folder: Entry, name: string, mode: number, target?: string): Entry {
    const now = Date.now();
    const id = this.tree.newId();
    const size = target === undefined ? 0 : new TextEncoder().encode(target).length;
    const fields = { id, mode, modified: now, changed: now, size, extents: [] };
    const entry = known({ ...fields, ...(target !== undefined && { target }) } as unknown as Entry);
    this.#change({ is: "made", folder: folder.id, name, entry });
    this.#touch(folder);
    return this.tree.get(id);
  }

  remove(folder: Entry, name: string): void {
    this.#lose(this.#change({ is: "gone", folder: folder.id, name }));
    this.#touch(folder);
  }

  move(from: Entry, name: string, to: Entry, as: string): void {
    this.#lose(this.#change({ is: "moved", from: from.id, name, to: to.id, as }));
    this.#touch(from);
    this.#touch(to);
  }

  #touch(folder: Entry): void {
    folder.modified = folder.changed = Date.now();
    folder.isDirty = true;
  }

  #change(change: Change): Entry | undefined {
    this.#log.append(change);
    const lost = this.tree.apply(change);
    this.#compactIfLong();
    return lost;
  }

  #compactIfLong(): void {
    if (!this.#log.isLong) return;
    this.#data.flush();
    try {
      this.#log.compact(this.tree.all());
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
      return this.#log.postpone(); // the change itself is written
    }
    this.#space.settle();
  }

  /** The entry has no name any more: its blocks are free once nobody has it open. */
  #lose(entry: Entry | undefined): void {
    if (entry === undefined || entry.users > 0) return;
    this.#space.giveBack(entry.extents.splice(0));
    if (this.#space.leaving > mostLeaving) this.#flush();
  }

  #isNamed(entry: Entry): boolean {
    return this.tree.entries.get(entry.id) === entry;
  }

  // --- what is known of a file

  setMode(entry: Entry, mode: number): void {
    entry.mode = (entry.mode & kinds.mask) | (mode & 0o7777);
    entry.changed = Date.now();
    this.record(entry);
  }

  setModified(entry: Entry, modified: number): void {
    entry.modified = modified;
    entry.changed = Date.now();
    this.record(entry);
  }

  record(entry: Entry): void {
    if (!this.#isNamed(entry)) return;
    this.#log.append({ is: "state", entry: known(entry) } satisfies Change);
    entry.isDirty = false;
    entry.recorded = Date.now();
    this.#compactIfLong();
  }

  open(entry: Entry): void {
    entry.users++;
  }

  close(entry: Entry): void {
    entry.users--;
    if (!this.#isNamed(entry)) this.#lose(entry);
    else if (entry.isDirty) this.record(entry);
  }

  /** The file is on the device as it is now. */
  sync(entry: Entry): void {
    if (entry.isDirty) this.record(entry);
    this.#flush();
  }

  syncAll(): void {
    for (const entry of this.tree.entries.values()) if (entry.isDirty) this.record(entry);
    this.#flush();
  }

  #flush(): void {
    if (!this.#dataIsFlushed) this.#data.flush();
    this.#dataIsFlushed = true;
    this.#log.flush();
    const { end } = this.#space;
    this.#space.settle();
    if (this.#space.end < end && this.#data.getSize() > this.#space.end * blockSize)
      this.#data.truncate(this.#space.end * blockSize);
  }

  shut(): void {
    this.syncAll();
    this.#data.close();
    this.#log.close();
  }

  // --- contents

  read(entry: Entry, buffer: Uint8Array, at: number): number {
    const count = Math.max(0, Math.min(buffer.length, entry.size - at));
    for (const { place, from, to } of pieces(entry.extents, at, count)) {
      const part = buffer.subarray(from, to);
      const read = this.#data.read(part, { at: place });
      part.fill(0, read); // blocks behind the end of the data file were never written
    }
    return count;
  }

  write(entry: Entry, bytes: Uint8Array, at: number): number {
    if (bytes.length === 0) return 0;
    this.#inRoom(entry, () => {
      this.#grow(entry, at, at + bytes.length);
      this.#put(entry, bytes, at);
    });
    entry.size = Math.max(entry.size, at + bytes.length);
    this.#changed(entry);
    if (Date.now() - entry.recorded > staleAfter) this.record(entry);
    return bytes.length;
  }

  resize(entry: Entry, size: number): void {
    if (size > entry.size) this.#inRoom(entry, () => this.#grow(entry, size, size));
    entry.size = size;
    this.#changed(entry);
    const left = cut(entry.extents, Math.ceil(size / blockSize));
    if (left.length > 0) {
      this.record(entry); // before anybody else may use the blocks
      this.#space.giveBack(left);
    }
  }

  /** Blocks that nobody has may wait for the next synchronisation: without room it is made now, and once more tried. */
  #inRoom(entry: Entry, action: () => void): void {
    for (const isLast of [false, true]) {
      try {
        return action();
      } catch (error) {
        this.#space.giveBack(cut(entry.extents, Math.ceil(entry.size / blockSize)));
        if (!(error instanceof NoRoom) || isLast) throw error;
        this.#flush();
      }
    }
  }

  #changed(entry: Entry): void {
    entry.modified = entry.changed = Date.now();
    entry.isDirty = true;
  }

  /** Blocks up to `end`, and zeros between the old size and `from`. */
  #grow(entry: Entry, from: number, end: number): void {
    const had = blocksOf(entry.extents);
    const missing = Math.ceil(end / blockSize) - had;
    if (missing > 0) {
      const last = entry.extents.at(-1);
      const more = this.#space.take(missing, last === undefined ? -1 : last[0] + last[1]);
      for (const extent of more) join(entry.extents, extent);
    }
    for (let at = entry.size; at < from; at += zeros.length)
      this.#put(entry, zeros.subarray(0, Math.min(zeros.length, from - at)), at);
  }

  #put(entry: Entry, bytes: Uint8Array, at: number): void {
    this.#dataIsFlushed = false;
    for (const { place, from, to } of pieces(entry.extents, at, bytes.length))
      writeAll(this.#data, bytes.subarray(from, to), place);
  }
}

function blocksOf(extents: Extent[]): number {
  return extents.reduce((sum, [, count]) => sum + count, 0);
}

function join(extents: Extent[], [start, count]: Extent): void {
  const last = extents.at(-1);
  if (last !== undefined && last[0] + last[1] === start) last[1] += count;
  else extents.push([start, count]);
}

/** Leaves the first blocks; the others are the result. */
function cut(extents: Extent[], keep: number): Extent[] {
  for (let i = 0; i < extents.length; i++) {
    const [start, count] = extents[i]!;
    if (count <= keep) {
      keep -= count;
      continue;
    }
    const rest = extents.splice(keep > 0 ? i + 1 : i);
    if (keep === 0) return rest;
    extents[i] = [start, keep];
    return [[start + keep, count - keep], ...rest];
  }
  return [];
}

/** Where the bytes [at, at + count) of a file lie: place in the data file, from and to in the caller's buffer. */
function* pieces(
  extents: Extent[],
  at: number,
  count: number,
): Generator<{ place: number; from: number; to: number }> {
  let first = 0; // where the extent begins in the file
  let done = 0;
  for (const [start, blocks] of extents) {
    if (done >= count) return;
    const length = blocks * blockSize;
    const within = at + done - first;
    if (within < length) {
      const size = Math.min(length - within, count - done);
      yield { place: start * blockSize + within, from: done, to: done + size };
      done += size;
    }
    first += length;
  }
}
