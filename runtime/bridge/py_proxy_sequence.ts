// Python sequences with the methods of JavaScript arrays. Those methods are general by design: they work on anything
// with a length and numbered properties, which a PyProxy of a sequence has.

import { asJson } from "./json_view.ts";
import { own } from "./py_proxy_base.ts";
import { Getter, type MemberTable } from "./py_proxy_getter.ts";

const borrowedMethod = (name: keyof any[]): [string, Function] => {
  const method = Array.prototype[name as any] as unknown as Function;
  return [
    name as string,
    function (this: any, ...args: any[]): any {
      own(this).live();
      return method.apply(this, args);
    },
  ];
};

const reading = [
  "join",
  "slice",
  "lastIndexOf",
  "indexOf",
  "forEach",
  "map",
  "filter",
  "some",
  "every",
  "reduce",
  "reduceRight",
  "at",
  "concat",
  "includes",
  "entries",
  "keys",
  "values",
  "find",
  "findIndex",
] as (keyof any[])[];

export const sequenceMembers: MemberTable = [
  [Symbol.isConcatSpreadable, new Getter(() => true)],
  ...reading.map(borrowedMethod),
  [
    "toJSON",
    function (this: any): any[] {
      return Array.from(this);
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

// Array's own push, splice … set `length`, which a Python list has not: these go through a copy of the elements.
const changing = ["splice", "push", "pop", "shift", "unshift", "copyWithin", "fill"] as (keyof any[])[];

const throughCopy = (name: keyof any[]): [string, Function] => {
  const method = Array.prototype[name as any] as unknown as Function;
  return [
    name as string,
    function (this: any, ...args: any[]): any {
      const state = own(this);
      const elements: any[] = Array.from(this);
      const result = method.apply(elements, args);
      state.values.help(state.live(), "replace_elements", ...[elements]);
      return result === elements ? this : result;
    },
  ];
};

export const mutableSequenceMembers: MemberTable = [
  ...changing.map(throughCopy),
  [
    "reverse",
    function (this: any): any {
      const state = own(this);
      state.values.help(state.live(), "reverse");
      return this;
    },
  ],
  [
    "sort",
    function (this: any, compare?: (a: any, b: any) => number): any {
      const state = own(this);
      const elements: any[] = Array.from(this).sort(compare);
      state.values.help(state.live(), "replace_elements", elements);
      return this;
    },
  ],
];
