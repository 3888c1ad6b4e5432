// Folders, names and what is known of each file. Every change is a record; a change is made by writing its record and
// applying it, and a start by applying all records again.

import type { Extent } from "./space.ts";

export const kinds = { mask: 0o170000, folder: 0o040000, file: 0o100000, link: 0o120000 };

export interface Entry {
  readonly id: number;
  mode: number;
  /** Milliseconds since 1970. */
  modified: number;
  changed: number;
  size: number;
  extents: Extent[];
  /** Of a symbolic link. */
  target?: string;
  /** Of a folder. */
  names?: Map<string, number>;
  /** In memory only: streams that are open; whether the last record says less than this; when it was written. */
  users: number;
  isDirty: boolean;
  recorded: number;
}

type Known = [
  id: number,
  mode: number,
  modified: number,
  changed: number,
  size: number,
  extents: Extent[],
  target?: string,
];

export type Change =
  | { is: "all"; next: number; entries: Known[]; names: [folder: number, name: string, id: number][] }
  | { is: "made"; folder: number; name: string; entry: Known }
  | { is: "state"; entry: Known }
  | { is: "gone"; folder: number; name: string }
  | { is: "moved"; from: number; name: string; to: number; as: string };

export const rootId = 1;

export class Tree {
  readonly entries = new Map<number, Entry>();
  #next = rootId + 1;

  constructor() {
    this.#put([rootId, kinds.folder | 0o777, Date.now(), Date.now(), 0, []]);
  }

  newId(): number {
    return this.#next;
  }

  get(id: number): Entry {
    return this.entries.get(id)!;
  }

  find(folder: Entry, name: string): Entry | undefined {
    const id = folder.names?.get(name);
    return id === undefined ? undefined : this.entries.get(id);
  }

  /** Makes a change; the result is the entry that has lost its name by it. */
  apply(change: Change): Entry | undefined {
    switch (change.is) {
      case "all":
        this.entries.clear();
        this.#next = change.next;
        change.entries.forEach((entry) => this.#put(entry));
        for (const [folder, name, id] of change.names) this.get(folder).names!.set(name, id);
        return undefined;
      case "made":
        this.#put(change.entry);
        this.get(change.folder).names!.set(change.name, change.entry[0]);
        this.#next = Math.max(this.#next, change.entry[0] + 1);
        return undefined;
      case "state":
        this.#put(change.entry);
        return undefined;
      case "gone":
        return this.#take(change.folder, change.name);
      case "moved": {
        const id = this.get(change.from).names!.get(change.name)!;
        const lost = this.get(change.to).names!.has(change.as) ? this.#take(change.to, change.as) : undefined;
        this.get(change.from).names!.delete(change.name);
        this.get(change.to).names!.set(change.as, id);
        return lost;
      }
    }
  }

  #take(folder: number, name: string): Entry {
    const { names } = this.get(folder);
    const entry = this.get(names!.get(name)!);
    names!.delete(name);
    this.entries.delete(entry.id);
    return entry;
  }

  #put([id, mode, modified, changed, size, extents, target]: Known): void {
    const old = this.entries.get(id);
    if (old !== undefined) return void Object.assign(old, { mode, modified, changed, size, extents });
    const entry: Entry = {
      ...{ id, mode, modified, changed, size, extents },
      ...{ users: 0, isDirty: false, recorded: Date.now() },
    };
    if (target !== undefined) entry.target = target;
    if ((mode & kinds.mask) === kinds.folder) entry.names = new Map();
    this.entries.set(id, entry);
  }

  /** Everything, as one change. */
  all(): Change {
    const entries = [...this.entries.values()].map(known);
    const names = [...this.entries.values()].flatMap(({ id, names }) =>
      [...(names ?? [])].map(([name, of]) => [id, name, of] as [number, string, number]),
    );
    return { is: "all", next: this.#next, entries, names };
  }
}

export function known({ id, mode, modified, changed, size, extents, target }: Entry): Known {
  return target === undefined
    ? [id, mode, modified, changed, size, extents]
    : [id, mode, modified, changed, size, extents, target];
}
