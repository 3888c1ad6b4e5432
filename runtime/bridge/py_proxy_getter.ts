// What a table of members holds.

import type { ProxyState } from "./py_proxy.ts";

/** A member that is computed when read. */
export class Getter {
  constructor(readonly read: (state: ProxyState, proxy: any) => any) {}
}

export type MemberTable = readonly (readonly [key: string | symbol, member: Function | Getter])[];
