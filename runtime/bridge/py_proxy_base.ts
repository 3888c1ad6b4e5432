// What every PyProxy has.

import { Getter, type MemberTable } from "./py_proxy_getter.ts";
import { stateOfProxy, type ProxyState } from "./py_proxy.ts";
import { toJs, type ToJsOptions } from "./run_to_js.ts";

/** The state of the PyProxy on which a method was called. */
export function own(proxy: any): ProxyState {
  const state = stateOfProxy(proxy);
  if (state === undefined) throw new TypeError("This method works only on a PyProxy");
  return state;
}

export interface DestroyOptions {
  message?: string;
  /** Whether to destroy a proxy that create_proxy made with roundtrip. */
  destroyRoundtrip?: boolean;
}

export const baseMembers: MemberTable = [
  [Symbol.toStringTag, new Getter(() => "PyProxy")],
  ["type", new Getter((state) => state.typeName())],
  [
    "toString",
    function (this: any): string {
      return own(this).text();
    },
  ],
  [
    "destroy",
    function (this: any, options: DestroyOptions = {}): void {
      const state = own(this);
      if (state.roundtrip && options.destroyRoundtrip === false) return;
      state.destroy(options.message);
    },
  ],
  [
    "copy",
    function (this: any): any {
      return own(this).copy();
    },
  ],
  [
    "toJs",
    function (this: any, options: ToJsOptions = {}): any {
      return toJs(this, own(this), options);
    },
  ],
  ...(Symbol.dispose === undefined
    ? []
    : ([
        [
          Symbol.dispose,
          function (this: any): void {
            own(this).destroy();
          },
        ],
      ] as MemberTable)),
];
