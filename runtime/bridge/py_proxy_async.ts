// Python's async iterables, iterators and generators in `for await (… of …)`.

import { own } from "./py_proxy_base.ts";
import type { MemberTable } from "./py_proxy_members.ts";
import type { ProxyState } from "./py_proxy.ts";

/** Runs a coroutine of _pyodide._helpers that answers (done, value). */
async function step(state: ProxyState, helper: string, ...args: unknown[]): Promise<IteratorResult<any>> {
  const coroutine = state.values.help(state.live(), helper, ...args);
  try {
    const [done, value] = await coroutine;
    return { done, value };
  } finally {
    coroutine.destroy();
  }
}

export const asyncIterableMembers: MemberTable = [
  [
    Symbol.asyncIterator,
    function (this: any): any {
      const state = own(this);
      return state.values.help(state.live(), "async_iterator");
    },
  ],
];

export const asyncIteratorMembers: MemberTable = [
  [
    Symbol.asyncIterator,
    function (this: any): any {
      return this;
    },
  ],
  [
    "next",
    function (this: any, value?: any): Promise<IteratorResult<any>> {
      return step(own(this), "async_next", value);
    },
  ],
];

export const asyncGeneratorMembers: MemberTable = [
  [
    "throw",
    function (this: any, error: any): Promise<IteratorResult<any>> {
      return step(own(this), "async_throw", error);
    },
  ],
  [
    "return",
    function (this: any, value?: any): Promise<IteratorResult<any>> {
      return step(own(this), "async_return", value);
    },
  ],
];
