// JavaScript's end of the bridge in a memory image: what is written down beside linear memory, and how it is put back.
// Kept JavaScript values travel by the names that kept_values.ts gives them.

import type { LinkState } from "../js/link.ts";
import { Status } from "../js/wire.ts";
import { KeptValues } from "./kept_values.ts";
import { makeProxy, stateOfProxy } from "./py_proxy.ts";
import type { ImageOptions, KeptValue } from "./types.ts";
import type { Values } from "./values.ts";

type KeptState = { slot: number; name: string } | { slot: number; serialized: unknown };

/** A Python object that the bridge itself holds by a proxy. */
interface Held {
  address: number;
  flags: number;
}

export interface BridgeState {
  link: LinkState;
  none: number;
  slots: number;
  kept: KeptState[];
  held: Held[];
}

type WellKnown = ReadonlyMap<string, object>;

/** Why no image can be taken now, or undefined. */
export function whatRuns(values: Values, scheduled: number): string | undefined {
  const { link, suspender } = values;
  if (link.exports.kelp_stack_pointer() !== link.outermostStack)
    return "Python is running; call makeMemorySnapshot from JavaScript that Python has not called";
  if (suspender.running > 0) return `${suspender.running} of Python's calls still wait for a promise`;
  if (scheduled > 0)
    return `the event loop still has to run ${scheduled} callbacks; wait until they have run`;
  return undefined;
}

export function saveBridge(
  values: Values,
  wellKnown: WellKnown,
  held: readonly object[],
  { serializer }: ImageOptions,
): BridgeState {
  values.link.exports.kelp_live_slots(); // lets go of what was kept for the last reader
  const list = new KeptValues(values, wellKnown).list();
  const nameless = list.filter(({ name }) => name === undefined);
  if (nameless.length > 0 && serializer === undefined) throw new Error(refusal(nameless));
  return {
    link: values.link.state(),
    none: values.none,
    slots: values.link.exports.kelp_slot_count(),
    kept: list.map(({ slot, name, value }) =>
      name === undefined ? { slot, serialized: serializer!(value) } : { slot, name },
    ),
    held: held.map((proxy) => {
      const state = stateOfProxy(proxy)!;
      return { address: state.live(), flags: state.flags };
    }),
  };
}

function refusal(nameless: readonly KeptValue[]): string {
  const lines = nameless.map(({ value, holder }) => `  ${describe(value)}, kept by ${holder}`);
  return (
    "makeMemorySnapshot: Python keeps JavaScript values that another instance cannot have; let them go first, or pass a " +
    `serializer:\n${lines.join("\n")}`
  );
}

function describe(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const kind = stateOfProxy(value) === undefined ? value.constructor?.name : "PyProxy";
  return `an object of class ${kind ?? "null"}`;
}

/** Puts the state back into a fresh instance whose memory is the image's. Returns the proxies that the bridge holds. */
export function restoreBridge(values: Values, state: BridgeState): object[] {
  const { link } = values;
  link.restore(state.link);
  values.none = state.none;
  if (link.exports.kelp_make_room(state.slots) === Status.failed) throw values.takeError();
  return state.held.map(({ address, flags }) => makeProxy(values, address, flags));
}

/** Kept values, once all that has a name is there. */
export function restoreKept(
  values: Values,
  wellKnown: WellKnown,
  kept: readonly KeptState[],
  deserialize: ((serialized: unknown) => unknown) | undefined,
): void {
  const names = new KeptValues(values, wellKnown);
  for (const each of kept) {
    if ("name" in each) values.link.putBack(each.slot, found(names, each.name));
    else if (deserialize !== undefined) values.link.putBack(each.slot, deserialize(each.serialized));
    else
      throw new Error(
        "the memory image keeps serialized JavaScript values; pass _snapshotDeserializer with it",
      );
  }
}

function found(names: KeptValues, name: string): unknown {
  const value = names.find(name);
  if (value !== undefined) return value;
  throw new Error(`the memory image keeps the JavaScript value ${name}, which does not exist here`);
}
