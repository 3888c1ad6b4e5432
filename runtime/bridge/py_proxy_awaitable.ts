// Coroutines, futures and other awaitables as promises.

import { own } from "./py_proxy_base.ts";
import type { MemberTable } from "./py_proxy_members.ts";
import type { ProxyState } from "./py_proxy.ts";

/** The one promise of this awaitable: Python starts it when first asked. */
export function promiseOf(state: ProxyState): Promise<any> {
  return (state.promise ??= new Promise((resolve, reject) => {
    state.values.help(state.live(), "settle_promise", resolve, reject);
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
