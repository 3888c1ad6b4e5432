// Coroutines, futures and other awaitables as promises.

import { errorWithCause } from "./errors.ts";
import { own } from "./py_proxy_base.ts";
import type { MemberTable } from "./py_proxy_members.ts";
import { stateOfProxy, type ProxyState } from "./py_proxy.ts";

/** A value for later: a PyProxy among the arguments of a call ends with that call. */
function outliving(value: unknown): unknown {
  return stateOfProxy(value)?.copy() ?? value;
}

/** What a Python exception, given as a value, is when it is thrown. */
function thrown(error: unknown): unknown {
  const state = stateOfProxy(error);
  return state === undefined ? error : state.values.errorAt(state.takeAddress());
}

/** The one promise of this awaitable: Python starts it when first asked. */
export function promiseOf(state: ProxyState): Promise<any> {
  return (state.promise ??= state.values.link.promise((resolve, reject) => {
    state.values.help(
      state.live(),
      "settle_promise",
      (value: unknown) => resolve(outliving(value)),
      (error: unknown, address: number) =>
        reject(
          stateOfProxy(error) === undefined ? errorWithCause(state.values, address, error) : thrown(error),
        ),
    );
  }));
}

export const awaitableMembers: MemberTable = [
  [
    "_ensure_future",
    function (this: any): any {
      const promise = promiseOf(own(this));
      promise.catch(() => {}); // whoever calls then() sees the failure; nobody else does
      return promise;
    },
  ],
  [
    "then",
    function (this: any, onFulfilled?: any, onRejected?: any): Promise<any> {
      return promiseOf(own(this)).then(onFulfilled, onRejected);
    },
  ],
  [
    "catch",
    function (this: any, onRejected?: any): Promise<any> {
      return promiseOf(own(this)).catch(onRejected);
    },
  ],
  [
    "finally",
    function (this: any, onFinally?: any): Promise<any> {
      return promiseOf(own(this)).finally(onFinally);
    },
  ],
];
