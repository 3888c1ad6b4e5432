// create_once_callable: a Python function that JavaScript may call once; it is let go by that call.

import { JsFlag } from "./js_flags.ts";
import type { ProxyState } from "./py_proxy.ts";
import type { Values } from "./values.ts";

export function onceCallable(values: Values, state: ProxyState, maySyncify: boolean): Function {
  state.keep();
  const destroy = (): void => state.release("create_once_callable: it was called already");
  const once = (...args: any[]): any => {
    if (!state.isAlive) throw new Error("OnceProxy can only be called once");
    if (maySyncify) return values.suspender.callOnce(state, args, destroy);
    try {
      return state.call(args);
    } finally {
      destroy();
    }
  };
  once.destroy = destroy;
  return once;
}

export const onceFlags: number = JsFlag.callable | JsFlag.onceCallable;
