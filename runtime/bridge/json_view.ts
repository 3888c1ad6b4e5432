// `asJsJson()`: Python dicts and lists as if they were plain JavaScript objects and arrays, without a copy. Values are
// converted one by one when they are read; containers inside are seen the same way.

import { PyFlag } from "./proxy_flags.ts";
import { stateOfProxy } from "./py_proxy.ts";

const through = (value: any): any => {
  const state = stateOfProxy(value);
  return state !== undefined && (state.flags & (PyFlag.dict | PyFlag.sequence)) !== 0 ? asJson(value) : value;
};

function objectView(dict: any): any {
  const keys = (): string[] => [...dict.keys()].filter((key) => typeof key === "string");
  return new Proxy(
    {},
    {
      get: (_t, key) => (typeof key === "string" ? through(dict.get(key)) : undefined),
      has: (_t, key) => typeof key === "string" && dict.has(key),
      set: (_t, key, value) => (typeof key === "string" ? (dict.set(key, value), true) : false),
      deleteProperty: (_t, key) => (typeof key === "string" ? (dict.delete(key), true) : false),
      ownKeys: keys,
      getOwnPropertyDescriptor: (_t, key) =>
        typeof key === "string" && dict.has(key)
          ? { configurable: true, enumerable: true, writable: true, value: through(dict.get(key)) }
          : undefined,
    },
  );
}

const isIndex = (key: string | symbol): key is string =>
  typeof key === "string" && /^(0|[1-9]\d*)$/.test(key);

function arrayView(list: any): any {
  return new Proxy([], {
    get(target, key, receiver) {
      if (key === "length") return list.length;
      if (isIndex(key)) return through(list.get(Number(key)));
      return Reflect.get(target, key, receiver);
    },
    has: (target, key) => (isIndex(key) ? Number(key) < list.length : Reflect.has(target, key)),
    set: (_t, key, value) => (isIndex(key) ? (list.set(Number(key), value), true) : false),
    ownKeys: () => [...Array.from({ length: list.length }, (_, i) => String(i)), "length"],
    getOwnPropertyDescriptor(target, key) {
      if (isIndex(key) && Number(key) < list.length)
        return {
          configurable: true,
          enumerable: true,
          writable: true,
          value: through(list.get(Number(key))),
        };
      return key === "length"
        ? { ...Reflect.getOwnPropertyDescriptor(target, key)!, value: list.length }
        : undefined;
    },
  });
}

export function asJson(proxy: any): any {
  return (stateOfProxy(proxy)!.flags & PyFlag.sequence) !== 0 ? arrayView(proxy) : objectView(proxy);
}
