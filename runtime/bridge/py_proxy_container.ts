// Objects with a length, with items to read, write and delete, and with `in`.

import { asJson } from "./json_view.ts";
import { own } from "./py_proxy_base.ts";
import { Getter, type MemberTable } from "./py_proxy_getter.ts";

export const lengthMembers: MemberTable = [["length", new Getter((state) => state.length())]];

export const getMembers: MemberTable = [
  [
    "get",
    function (this: any, key: any): any {
      const state = own(this);
      const found = state.getItem(key);
      return found === undefined && state.fallback !== undefined && !state.contains(key)
        ? state.fallback.get(key)
        : found;
    },
  ],
  [
    "asJsJson",
    function (this: any): any {
      own(this).live();
      return asJson(this);
    },
  ],
];

export const setMembers: MemberTable = [
  [
    "set",
    function (this: any, key: any, value: any): void {
      own(this).setItem(key, value);
    },
  ],
  [
    "delete",
    function (this: any, key: any): void {
      own(this).deleteItem(key);
    },
  ],
];

export const hasMembers: MemberTable = [
  [
    "has",
    function (this: any, key: any): boolean {
      const state = own(this);
      return state.contains(key) || (state.fallback !== undefined && state.fallback.has(key));
    },
  ],
];
