// Operations on JavaScript values that Python asks for through js_operation: one row each in operations.inc, found there
// by its number. The groups follow the Python protocols.

import { isComlinkProxy } from "./comlink.ts";
import { iteratorResult, missing, PythonFault, Raw, type Operation } from "../js/imports.ts";
import { Tag } from "../js/wire.ts";
import { bytesOf, formatOf } from "./buffer_format.ts";
import { operationNames } from "./operation_names.ts";
import { arrayOperations } from "./operations_array.ts";
import { convertToPython } from "./run_to_python.ts";
import { onceCallable, onceFlags } from "./once_callable.ts";
import { exceptionOf } from "./errors.ts";
import { stateOfProxy } from "./py_proxy.ts";
import { markView, withoutView } from "./object_views.ts";
import { pause } from "./schedule.ts";
import { Suspender } from "./suspend.ts";
import type { Values } from "./values.ts";

export interface Host {
  schedule(callback: () => void, milliseconds: number): void;
}

const boolean = (value: boolean): Raw => new Raw(Tag.boolean, value ? 1 : 0);

let lastIdentity = 0;
const identities = new WeakMap<object, number>();
function identityOf(value: object): number {
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, (identity = ++lastIdentity));
  return identity;
}

/** Python's rich comparison operators, in CPython's order: < <= == != > >=. */
const comparisons: ((a: any, b: any) => boolean)[] = [
  (a, b) => a < b,
  (a, b) => a <= b,
  (a, b) => a === b,
  (a, b) => a !== b,
  (a, b) => a > b,
  (a, b) => a >= b,
];

// Twin of js_names.cpp: an attribute of one of these names has an underscore more in Python.
const pythonKeywords: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

function ownNames(self: any): string[] {
  const names = new Set<string>();
  for (let object = Object(self); object !== null; object = Object.getPrototypeOf(object))
    for (const name of Object.getOwnPropertyNames(object)) if (!/^\d/.test(name)) names.add(name);
  return [...names].map((name) => (pythonKeywords.has(name.replace(/_+$/, "")) ? `${name}_` : name));
}

function text(self: any): string {
  if (isComlinkProxy(self)) return "[object Comlink proxy]";
  try {
    return typeof self === "symbol" || Object.getPrototypeOf(Object(self)) !== null
      ? self.toString()
      : Object.prototype.toString.call(self);
  } catch {
    return Object.prototype.toString.call(self);
  }
}

function truth(self: any): boolean {
  if (!self) return false;
  if (typeof self.size === "number") return self.size !== 0;
  if (Array.isArray(self)) return self.length !== 0;
  if (typeof self.byteLength === "number") return self.byteLength !== 0;
  return true;
}

/** The properties of an object as a JavaScript map. */
class ObjectMap {
  constructor(
    readonly object: any,
    readonly hereditary: boolean,
  ) {
    markView(this, object);
  }
  has(key: any): boolean {
    return Object.hasOwn(this.object, key);
  }
  get(key: any): any {
    if (!this.has(key)) return undefined;
    const value = this.object[key];
    return this.hereditary ? asPythonJson(value) : value;
  }
  set(key: any, value: any): this {
    this.object[key] = value;
    return this;
  }
  delete(key: any): boolean {
    return this.has(key) && delete this.object[key];
  }
  clear(): void {
    for (const key of this.keys()) delete this.object[key];
  }
  keys(): IterableIterator<string> {
    return Object.keys(this.object).values();
  }
  get size(): number {
    return [...this.keys()].length;
  }
  [Symbol.iterator](): IterableIterator<string> {
    return this.keys();
  }
  toString(): string {
    return String(this.object);
  }
}

/** Plain objects as maps and arrays of them, also in each other; anything else as it is. */
function asPythonJson(value: any): any {
  if (Array.isArray(value)) {
    const view = new Proxy(value, {
      get: (array, key) => asPythonJson(Reflect.get(array, key)),
    });
    markView(view, value);
    return view;
  }
  const isPlain =
    typeof value === "object" &&
    value !== null &&
    Object.prototype.toString.call(value) === "[object Object]";
  return isPlain && stateOfProxy(value) === undefined ? new ObjectMap(value, true) : value;
}

function mapKeys(self: any): any {
  return typeof self.keys === "function" ? self.keys() : self[Symbol.iterator]();
}

function mapGet(self: any, key: any): any {
  const value = self.get(key);
  if (value !== undefined) return value;
  return typeof self.has === "function" && self.has(key) ? value : missing;
}

function errorText(self: any): string {
  return self instanceof Error || (typeof self === "object" && self !== null) ? text(self) : String(self);
}

/** The stack without its first lines, which repeat the message, and without what lies below the call from Python. */
function errorStack(self: any): string {
  const stack: string = typeof self?.stack === "string" ? self.stack : "";
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => /^\s+at |@/.test(line));
  if (first < 0) return "";
  const bridge = lines.findIndex((line) =>
    /\bjs_(call|construct|get|set|next|operation|suspend)\b/.test(line),
  );
  const users = lines.slice(first, bridge < 0 ? undefined : bridge);
  return users.length === 0 ? "" : `JavaScript stack:\n${users.join("\n")}`;
}

function promiseChain(self: any, fulfilled: any, rejected: any, final: any): any {
  const callbacks = [fulfilled, rejected, final].filter((callback) => callback !== undefined);
  const over = (): void =>
    callbacks.forEach((callback) =>
      stateOfProxy(callback)?.release("the promise it was a callback of is settled"),
    );
  const run = (callback: any) =>
    callback === undefined
      ? undefined
      : (value: any) => {
          try {
            return callback(value);
          } finally {
            over();
          }
        };
  if (final !== undefined) {
    const end = (): any => {
      try {
        return final();
      } finally {
        over();
      }
    };
    return self.finally(end);
  }
  const next = self.then(run(fulfilled), run(rejected));
  self.then(over, over);
  return next;
}

/** Python asks an iterator for itself; one that has only next() is given that. */
function asAsyncIterator(iterator: any): any {
  if (typeof iterator?.[Symbol.asyncIterator] === "function") return iterator;
  return Object.setPrototypeOf(
    { [Symbol.asyncIterator]: () => iterator, next: (value: any) => iterator.next(value) },
    iterator,
  );
}

/** A function called with a Python object as `this`; the last argument holds the keyword arguments, or nothing. */
function callOn(self: any, receiver: any, ...args: any[]): any {
  const keywords = args.pop();
  try {
    return Reflect.apply(self, receiver, keywords === undefined ? args : [...args, keywords]);
  } finally {
    for (const each of [receiver, ...args]) stateOfProxy(each)?.endOfCall();
  }
}

/** In the order of operations.inc. */
export function makeOperations(values: Values, host: Host): readonly Operation[] {
  const { link } = values;
  const python = (address: number): Raw => new Raw(Tag.python, 0, 0, address);

  const object: Record<string, Operation> = {
    delete_property: (self, key) => void delete self[key],
    own_names: (self) => python(convertToPython(values, ownNames(self), -1, undefined)),
    to_text: text,
    type_name: (self) => typeof self,
    truth: (self) => boolean(truth(self)),
    compare: (self, other, operator) =>
      boolean(comparisons[operator]!(withoutView(self), withoutView(other))),
    identity: (self) =>
      new Raw(Tag.integer, 0, typeof self === "object" || typeof self === "function" ? identityOf(self) : 0),
    object_entries: (self) => Object.entries(self),
    object_keys: (self) => Object.keys(self),
    object_values: (self) => Object.values(self),
    object_map: (self, hereditary) => (hereditary ? asPythonJson(self) : new ObjectMap(self, false)),
    weak_reference: (self) => new WeakRef(self),
    to_python: (self, depth, converter) => python(convertToPython(values, self, depth, converter)),
  };

  const iteration: Record<string, Operation> = {
    iterate: (self) => self[Symbol.iterator](),
    generator_throw(self, error) {
      const { done, value } = iteratorResult(self.throw(error));
      values.writeResult(value);
      return done ? missing : value;
    },
    generator_return(self) {
      if (!iteratorResult(self.return()).done)
        throw new PythonFault("RuntimeError", "JavaScript generator ignored return");
    },
    async_iterate: (self) => asAsyncIterator(self[Symbol.asyncIterator]()),
    async_next: (self, ...args) => self.next(...args),
    async_throw: (self, error) => self.throw(error),
    async_return: (self) => self.return(),
  };

  const map: Record<string, Operation> = {
    includes: (self, value) => boolean(self.includes(value)),
    map_get: mapGet,
    map_set: (self, key, value) => void self.set(key, value),
    map_delete: (self, key) => (self.delete(key) === false ? missing : undefined),
    map_has: (self, key) => boolean(self.has(key)),
    map_keys: mapKeys,
    map_clear: (self) =>
      void (typeof self.clear === "function"
        ? self.clear()
        : [...mapKeys(self)].forEach((key) => self.delete(key))),
  };

  const buffer: Record<string, Operation> = {
    buffer_format: (self) => new Raw(Tag.integer, formatOf(self).charCodeAt(0), self.byteLength),
    buffer_text(self, encoding) {
      const decoder = new TextDecoder(encoding ?? "utf-8", { fatal: true });
      try {
        return decoder.decode(bytesOf(self));
      } catch (error) {
        if (error instanceof TypeError) return missing;
        throw error;
      }
    },
    buffer_subarray: (self, start, stop) => self.subarray(start, stop),
  };

  const settle = (future: number, rejected: number, write: (cell: number) => void): void => {
    const mark = link.top;
    const cell = link.take(16);
    write(cell);
    link.sparedTurn.begin();
    const status = link.exports.py_settle(future, rejected, cell);
    link.sparedTurn.end();
    link.top = mark;
    if (status < 0) throw values.takeError();
  };

  const other: Record<string, Operation> = {
    promise_settle(self, future) {
      const state = stateOfProxy(future)!;
      const address = state.takeAddress();
      Promise.resolve(self).then(
        (value) => settle(address, 0, (cell) => values.write(cell, value)),
        (error) => settle(address, 1, (cell) => values.writePython(cell, exceptionOf(values, error), 0)),
      );
    },
    promise_chain: promiseChain,
    dispose: (self) => void self[Symbol.dispose](),
    async_dispose: (self) => self[Symbol.asyncDispose](),
    error_text: errorText,
    error_stack: errorStack,
    error_create: (_self, message) => (message instanceof Error ? message : new Error(String(message))),
    proxy_create(_self, proxy, captureThis, roundtrip, collectable) {
      const state = stateOfProxy(proxy)!;
      if (collectable === 1) state.collectable(proxy);
      else state.keep();
      state.captureThis = captureThis !== 0;
      state.roundtrip = roundtrip !== 0;
      return python(values.wrapAs(proxy, state.doubleFlags(), state));
    },
    proxy_once: (_self, proxy, maySyncify) => {
      const once = onceCallable(values, stateOfProxy(proxy)!, maySyncify !== 0);
      return python(values.wrapFunction(once, onceFlags));
    },
    proxy_destroy(self, isOne) {
      if (isOne === 0) for (const proxy of self) stateOfProxy(proxy)?.destroy();
      else if (typeof self.destroy === "function") self.destroy();
    },
    proxy_unwrap(self) {
      const address = stateOfProxy(self)!.live();
      link.exports.py_incref(address);
      return python(address);
    },
    evaluate: (_self, code) => (0, eval)(code),
    global_this: () => globalThis,
    schedule(_self, callback, milliseconds) {
      const state = stateOfProxy(callback)!;
      state.keep();
      host.schedule(() => values.suspender.runCallback(state), milliseconds);
    },
    keep_result: (self) => self,
    settled: (self) => Suspender.open(self),
    call_on: callOn,
    pause: (_self, milliseconds) => pause(milliseconds),
  };

  const named: Record<string, Operation> = {
    ...object,
    ...iteration,
    ...map,
    ...arrayOperations(),
    ...buffer,
    ...other,
  };
  return operationNames.map((name) => {
    const operation = named[name];
    if (operation === undefined) throw new Error(`Operation ${name} is in operations.inc but has no body`);
    return operation;
  });
}
