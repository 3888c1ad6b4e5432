// Python's iterables, iterators and generators in `for (… of …)`.

import { Status, Tag } from "../js/wire.ts";
import { own } from "./py_proxy_base.ts";
import type { MemberTable } from "./py_proxy_members.ts";
import { stateOfProxy, type ProxyState } from "./py_proxy.ts";

/** One step: the value of a yield, or the returned value with done. */
function step(
  state: ProxyState,
  door: (object: number, cell: number) => number,
  argument: unknown,
): IteratorResult<any> {
  const { values } = state;
  const { link } = values;
  const mark = link.top;
  const cell = link.take(16);
  values.write(cell, argument);
  const status = door(state.live(), cell);
  link.top = mark;
  if (status === Status.failed) throw values.takeError();
  return { done: status === Status.miss, value: values.readResult() };
}

export const iterableMembers: MemberTable = [
  [
    Symbol.iterator,
    function (this: any): Iterator<any> {
      const state = own(this);
      const iterator = state.values.result(state.values.link.exports.py_iterate(state.live()));
      const inner = stateOfProxy(iterator)!;
      const finish = (): void => inner.release("its iteration is over");
      return {
        next() {
          const result = inner.isAlive
            ? step(inner, state.values.link.exports.py_next, undefined)
            : { done: true, value: undefined };
          if (result.done) finish();
          return result as IteratorResult<any>;
        },
        return(value?: any) {
          finish();
          return { done: true, value };
        },
        [Symbol.iterator]() {
          return this;
        },
      } as IterableIterator<any>;
    },
  ],
];

export const iteratorMembers: MemberTable = [
  [
    Symbol.iterator,
    function (this: any): any {
      return this;
    },
  ],
  [
    "next",
    function (this: any, value?: any): IteratorResult<any> {
      const state = own(this);
      return step(state, state.values.link.exports.py_next, value);
    },
  ],
];

export const generatorMembers: MemberTable = [
  [
    "throw",
    function (this: any, error: any): IteratorResult<any> {
      const state = own(this);
      return step(state, state.values.link.exports.py_generator_throw, error);
    },
  ],
  [
    "return",
    function (this: any, value?: any): IteratorResult<any> {
      const state = own(this);
      const { values } = state;
      const { exports, memory, fromPython } = values.link;
      const status = exports.py_generator_return(state.live());
      if (status === Status.failed) throw values.takeError();
      memory.check();
      const bare = status === Status.miss && memory.u32[fromPython >>> 2] === Tag.seen;
      return { done: status === Status.miss, value: bare ? value : values.readResult() };
    },
  ],
];
