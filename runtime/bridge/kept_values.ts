// Which JavaScript values Python keeps, by what name a fresh interpreter has them, and who holds them. A memory image can be
// taken when each has a name; otherwise the list says what to let go.

import type { KeptValue } from "./types.ts";
import type { Values } from "./values.ts";

/** Values of the page that are behind getters which may be asked: the others might do something. */
const readable = [
  "caches",
  "crypto",
  "document",
  "fetch",
  "indexedDB",
  "location",
  "navigator",
  "performance",
];

/** What an object that every interpreter has offers: its own properties, getters left alone. */
function* membersOf(object: object): Iterable<[string, unknown]> {
  for (const name of Object.getOwnPropertyNames(object)) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    if (own !== undefined && "value" in own) yield [name, own.value];
    else if (object === globalThis && readable.includes(name)) yield [name, (object as any)[name]];
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

export class KeptValues {
  readonly #names = new Map<unknown, string>();
  readonly #values = new Map<string, object>();

  constructor(
    readonly values: Values,
    wellKnown: ReadonlyMap<string, object>,
  ) {
    for (const [name, value] of wellKnown) this.#name(value, name);
    for (const [owner, object] of wellKnown)
      for (const [name, value] of membersOf(object)) this.#name(value, `${owner}.${name}`);
  }

  #name(value: unknown, name: string): void {
    if (!isObject(value)) return;
    this.#values.set(name, value);
    if (!this.#names.has(value)) this.#names.set(value, name);
  }

  /** The value of this name, if there is one. */
  find(name: string): object | undefined {
    return this.#values.get(name);
  }

  list(): KeptValue[] {
    const { exports } = this.values.link;
    const count = exports.kelp_slot_count();
    const found: KeptValue[] = [];
    for (let slot = 1; slot < count; slot++) {
      const value = exports.kelp_slot(slot);
      if (value === null) continue;
      found.push({ slot, value, name: this.#names.get(value), holder: this.#holder(slot) });
    }
    return found;
  }

  #holder(slot: number): string {
    const owner = this.values.link.ownerOfSlot(slot);
    if (owner === 0) return "the bridge, or a proxy that is not the object's usual one";
    return String(this.values.help(owner, "holders_of"));
  }
}
