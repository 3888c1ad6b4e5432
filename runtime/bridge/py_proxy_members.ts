// JavaScript's own members of a PyProxy, put together by what the Python object can do.

import { awaitableMembers } from "./py_proxy_awaitable.ts";
import { asyncGeneratorMembers, asyncIterableMembers, asyncIteratorMembers } from "./py_proxy_async.ts";
import { baseMembers } from "./py_proxy_base.ts";
import { bufferMembers } from "./py_proxy_buffer.ts";
import { callableMembers } from "./py_proxy_callable.ts";
import { getMembers, hasMembers, lengthMembers, setMembers } from "./py_proxy_container.ts";
import { generatorMembers, iterableMembers, iteratorMembers } from "./py_proxy_iterator.ts";
import { mutableSequenceMembers, sequenceMembers } from "./py_proxy_sequence.ts";
import { prototypeFor } from "./py_proxy_classes.ts";
import { Getter, type MemberTable } from "./py_proxy_getter.ts";
import { PyFlag } from "./proxy_flags.ts";
import type { ProxyState } from "./py_proxy.ts";

export class Members {
  readonly #table: Map<string | symbol, Function | Getter>;
  constructor(
    tables: MemberTable[],
    readonly prototype: object,
  ) {
    this.#table = new Map(tables.flat());
  }
  get(key: string | symbol): Function | Getter | undefined {
    return this.#table.get(key);
  }
  has(key: string | symbol): boolean {
    return this.#table.has(key);
  }
}

export { Getter, type MemberTable };

const known = new Map<number, Members>();

/** In the order in which later tables override earlier ones. */
const tablesByFlag = (): [number, MemberTable][] => [
  [PyFlag.hasLength, lengthMembers],
  [PyFlag.hasGet, getMembers],
  [PyFlag.hasSet, setMembers],
  [PyFlag.hasContains, hasMembers],
  [PyFlag.iterable, iterableMembers],
  [PyFlag.iterator, iteratorMembers],
  [PyFlag.generator, generatorMembers],
  [PyFlag.asyncIterable, asyncIterableMembers],
  [PyFlag.asyncIterator, asyncIteratorMembers],
  [PyFlag.asyncGenerator, asyncGeneratorMembers],
  [PyFlag.awaitable, awaitableMembers],
  [PyFlag.callable, callableMembers],
  [PyFlag.buffer, bufferMembers],
  [PyFlag.sequence, sequenceMembers],
  [PyFlag.mutableSequence, mutableSequenceMembers],
];

export function membersFor(flags: number): Members {
  let members = known.get(flags);
  if (members === undefined) {
    const tables = tablesByFlag().filter(([flag]) => (flags & flag) !== 0);
    members = new Members([baseMembers, ...tables.map(([, table]) => table)], prototypeFor(flags));
    known.set(flags, members);
  }
  return members;
}
