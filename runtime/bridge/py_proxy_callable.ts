// Calls of Python functions from JavaScript in all their forms.

import { own } from "./py_proxy_base.ts";
import type { MemberTable } from "./py_proxy_members.ts";
import { makeProxy, type ProxyState } from "./py_proxy.ts";

export interface CallOptions {
  /** Drop positional arguments that the function does not take. */
  relaxed?: boolean;
  /** The last argument is an object of keyword arguments. */
  kwargs?: boolean;
  /** Run so that Python may wait for promises meanwhile; the call answers a promise. */
  promising?: boolean;
}

function splitKeywords(args: any[]): [positional: any[], keywords: [string, any][]] {
  const last = args[args.length - 1];
  if (last === null || typeof last !== "object")
    throw new TypeError("The last argument of callKwargs must be an object of keyword arguments");
  return [args.slice(0, -1), Object.entries(last)];
}

/** Arguments as cells: positional ones, then keywords as name, value, name, value … */
function writeArguments(state: ProxyState, positional: any[], keywords: [string, any][]): number {
  const { values } = state;
  const { link } = values;
  const cells = link.take(16 * (positional.length + 2 * keywords.length));
  positional.forEach((value, i) => values.write(cells + 16 * i, value));
  keywords.forEach(([name, value], i) => {
    const at = cells + 16 * (positional.length + 2 * i);
    values.write(at, name);
    values.write(at + 16, value);
  });
  return cells;
}

/** The function that takes the same call but drops what is too much. */
function relaxed(state: ProxyState): ProxyState {
  const proxy = state.values.help(state.live(), "relaxed");
  return own(proxy);
}

function callNow(state: ProxyState, positional: any[], keywords: [string, any][]): any {
  const { link } = state.values;
  const mark = link.top;
  const cells = writeArguments(state, positional, keywords);
  const status = link.exports.py_call(state.live(), cells, positional.length, keywords.length);
  link.top = mark;
  return state.finishCall(status);
}

function callWithOptions(state: ProxyState, options: CallOptions, args: any[]): any {
  const [positional, keywords] = options.kwargs ? splitKeywords(args) : [args, []];
  const target = options.relaxed ? relaxed(state) : state;
  try {
    if (options.promising) return state.values.suspender.call(target, positional, keywords, writeArguments);
    return callNow(target, positional, keywords);
  } finally {
    if (target !== state) target.release("the call it was made for is over");
  }
}

const bound = (state: ProxyState, receiver: any, args: any[]): any[] =>
  state.captureThis ? [receiver, ...args] : args;

const callForms: [string, CallOptions][] = [
  ["callKwargs", { kwargs: true }],
  ["callRelaxed", { relaxed: true }],
  ["callKwargsRelaxed", { relaxed: true, kwargs: true }],
  ["callPromising", { promising: true }],
  ["callPromisingKwargs", { promising: true, kwargs: true }],
];

export const callableMembers: MemberTable = [
  [
    "apply",
    function (this: any, receiver: any, args: any): any {
      return own(this).apply(undefined, receiver, Array.from(args ?? []));
    },
  ],
  [
    "call",
    function (this: any, receiver: any, ...args: any[]): any {
      return own(this).apply(undefined, receiver, args);
    },
  ],
  [
    "bind",
    function (this: any, receiver: any, ...first: any[]): any {
      const proxy = this;
      own(proxy).live();
      const call = (...args: any[]): any => own(proxy).apply(undefined, receiver, [...first, ...args]);
      const others = callForms.map(([name, options]) => [
        name,
        (...args: any[]): any => {
          const state = own(proxy);
          return callWithOptions(state, options, bound(state, receiver, [...first, ...args]));
        },
      ]);
      return Object.assign(call, Object.fromEntries(others));
    },
  ],
  [
    "captureThis",
    function (this: any): any {
      const state = own(this);
      const address = state.live();
      state.values.link.exports.py_incref(address);
      const proxy = makeProxy(state.values, address, state.flags, undefined, { captureThis: true });
      own(proxy).collectable(proxy);
      return proxy;
    },
  ],
  [
    "callWithOptions",
    function (this: any, options: CallOptions, ...args: any[]): any {
      const state = own(this);
      return callWithOptions(state, options, bound(state, undefined, args));
    },
  ],
  ...callForms.map(([name, options]): [string, Function] => [
    name,
    function (this: any, ...args: any[]): any {
      return callWithOptions(own(this), options, args);
    },
  ]),
];
