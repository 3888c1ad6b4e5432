// A Python object as a JavaScript object.
//
// A PyProxy is an ES Proxy whose handler is its ProxyState: address of the Python object, what it can do, and whether it
// is alive. JavaScript's own members (py_proxy_*.ts, chosen by the flags) come first, then Python's attributes.

import { Status, Tag } from "../js/wire.ts";
import { JsFlag } from "./js_flags.ts";
import { PyFlag } from "./proxy_flags.ts";
import { membersFor, type Members } from "./py_proxy_members.ts";
import { toJs } from "./run_to_js.ts";
import type { Values } from "./values.ts";

interface Attribute {
  proxy: object;
  state: ProxyState;
  /** What Python names as this attribute's identity: while it is the same the same proxy is given out. */
  identity: number;
}

export interface ProxyOptions {
  captureThis?: boolean;
  roundtrip?: boolean;
}

// Every PyProxy has one of these as target: nothing is ever stored in it.
const callableTarget = (() => {
  const target = (): void => {};
  delete (target as any).name;
  delete (target as any).length;
  return target;
})();
const plainTarget = {};
for (const target of [callableTarget, plainTarget])
  Object.defineProperty(target, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: any) {
      return stateOfProxy(this)?.describe() ?? "PyProxy";
    },
    configurable: true,
    enumerable: false,
  });

const states = new WeakMap<object, ProxyState>();

/** The state behind a PyProxy; undefined for all else. */
export const stateOfProxy = (value: any): ProxyState | undefined =>
  (typeof value === "object" && value !== null) || typeof value === "function"
    ? states.get(value)
    : undefined;

const abandoned = new FinalizationRegistry<ProxyState>((state) => state.abandon());

const ownMember = Symbol("no Python attribute");

const isIndex = (key: string): boolean => /^(0|[1-9][0-9]{0,14})$/.test(key);

export class ProxyState implements ProxyHandler<any> {
  members: Members;
  captureThis = false;
  roundtrip = false;
  /** Slot and generation of the JsDoubleProxy of this proxy, or 0. */
  doubleProxy = 0;
  #attributes: Map<string, Attribute> | undefined;
  #registered = false;
  #whyDestroyed = "";
  #parent: ProxyState | undefined;
  /** What py_proxy_awaitable.ts keeps: the promise that `then` made. */
  promise: Promise<any> | undefined;
  /** Reads that miss are asked here next (Python's builtins, for `globals`). */
  fallback: any;

  constructor(
    readonly values: Values,
    public address: number,
    readonly flags: number,
  ) {
    this.members = membersFor(flags);
    values.liveProxies++;
  }

  /** The object's address; throws when the proxy is destroyed. */
  live(): number {
    if (this.address === 0) throw new Error(this.#whyDestroyed);
    return this.address;
  }

  get isAlive(): boolean {
    return this.address !== 0;
  }

  doubleFlags(): number {
    const { flags } = this;
    return (
      JsFlag.doubleProxy |
      ((flags & PyFlag.callable) !== 0 ? JsFlag.callable : 0) |
      ((flags & PyFlag.hasLength) !== 0 ? JsFlag.hasLength : 0) |
      ((flags & PyFlag.iterable) !== 0 ? JsFlag.iterable : 0)
    );
  }

  describe(): string {
    if (this.address === 0) return "PyProxy (destroyed)";
    return `PyProxy ${this.text()}`;
  }

  /** Python's str() of the object. */
  text(): string {
    return this.values.result(this.values.link.exports.py_text(this.live()));
  }

  // --- lifetime

  /** Lets the garbage collector release the object. */
  collectable(proxy: object): void {
    if (this.#registered) return;
    this.#registered = true;
    abandoned.register(proxy, this, this);
  }

  /** Never released by itself (create_proxy). */
  keep(): void {
    if (this.#registered) abandoned.unregister(this);
    this.#registered = false;
  }

  release(why: string): void {
    if (this.address === 0) return;
    const address = this.address;
    this.address = 0;
    this.#whyDestroyed = why;
    if (this.#registered) abandoned.unregister(this);
    this.values.liveProxies--;
    if (this.#attributes !== undefined) for (const { state } of this.#attributes.values()) state.release(why);
    this.#attributes = undefined;
    this.values.link.exports.py_decref(address);
  }

  /** The proxy was garbage collected. Its attributes may still be in use: from now on they live by themselves. */
  abandon(): void {
    if (this.#attributes !== undefined)
      for (const { state } of this.#attributes.values()) state.#parent = undefined;
    this.#attributes = undefined;
    this.release("it was garbage collected");
  }

  destroy(message?: string): void {
    if (this.#parent !== undefined && message === undefined) return; // it dies with the proxy it is an attribute of
    this.release(this.#explain(message ?? "Object has already been destroyed"));
  }

  /** The end of a call that the proxy was an argument or the result of. */
  endOfCall(
    message = "This borrowed proxy was automatically destroyed at the end of a function call. Try using create_proxy or create_once_callable.",
  ): void {
    if (this.address !== 0) this.release(this.#explain(message));
  }

  /** Hands the reference over: the proxy is dead, the caller owns the object. */
  takeAddress(): number {
    const address = this.live();
    this.values.link.exports.py_incref(address);
    this.release("its object was handed to the event loop");
    return address;
  }

  /** The elements of a sequence by the implicit conversion. */
  elements(): any[] {
    return toJs(undefined, this, { depth: 1 });
  }

  #explain(message: string): string {
    if (this.values.fullErrors && this.address !== 0) {
      let text = "";
      try {
        text = this.text();
      } catch {
        text = "an object whose __str__ fails";
      }
      return `${message}\nThe object was of type "${this.typeName()}" and had string representation "${text}"`;
    }
    return `${message}\nFor more information about the cause of this error, use \`pyodide.setDebug(true)\``;
  }

  typeName(): string {
    return this.values.result(this.values.link.exports.py_type_name(this.live()));
  }

  copy(): any {
    const address = this.live();
    this.values.link.exports.py_incref(address);
    const proxy = makeProxy(this.values, address, this.flags);
    const state = states.get(proxy)!;
    state.captureThis = this.captureThis;
    state.fallback = this.fallback;
    return proxy;
  }

  // --- attributes

  /** A name as an interned Python str. */
  name(key: string): number {
    const values = this.values;
    return values.link.intern(key, (cell, text) => values.writeText(cell, text));
  }

  attribute(key: string): any {
    const { values } = this;
    const { link } = values;
    const cached = this.#attributes?.get(key);
    const same = cached !== undefined && cached.state.isAlive ? cached.identity : 0;
    const status = link.exports.py_get_attribute(this.live(), this.name(key), same);
    if (status === Status.ok) return this.#remember(key, values.readResult());
    if (status === Status.failed) throw values.takeError();
    link.memory.check();
    return link.memory.u32[link.fromPython >>> 2] === Tag.seen ? cached!.proxy : ownMember;
  }

  #remember(key: string, value: any): any {
    const state = stateOfProxy(value);
    if (state === undefined) return value;
    const { link } = this.values;
    const identity = link.memory.u32[link.identity >>> 2]!;
    const map = (this.#attributes ??= new Map());
    map
      .get(key)
      ?.state.release(this.#explain("This attribute has been read again and is another object now"));
    state.#parent = this;
    map.set(key, { proxy: value, state, identity });
    return value;
  }

  get(_target: any, key: string | symbol, proxy: any): any {
    const member = this.members.get(key);
    if (member !== undefined) return typeof member === "function" ? member : member.read(this, proxy);
    if (typeof key === "symbol") return undefined;
    if ((this.flags & PyFlag.sequence) !== 0 && isIndex(key)) return this.getItem(Number(key));
    const found = this.attribute(key.startsWith("$") ? key.slice(1) : key);
    if (found !== ownMember) return found;
    return (this.flags & PyFlag.dict) !== 0 ? this.getItem(key) : undefined;
  }

  has(_target: any, key: string | symbol): boolean {
    if (this.members.has(key)) return true;
    if (typeof key === "symbol") return false;
    if ((this.flags & PyFlag.sequence) !== 0 && isIndex(key)) return Number(key) < this.length();
    const name = key.startsWith("$") ? key.slice(1) : key;
    const { values } = this;
    if (values.result(values.link.exports.py_has_attribute(this.live(), this.name(name)))) return true;
    return (this.flags & PyFlag.dict) !== 0 && this.contains(key);
  }

  set(_target: any, key: string | symbol, value: any): boolean {
    if (typeof key === "symbol") return false;
    if ((this.flags & PyFlag.mutableSequence) !== 0 && isIndex(key)) {
      this.setItem(Number(key), value);
      return true;
    }
    if (this.members.has(key)) throw new TypeError(`Cannot set read only field '${key}' of a PyProxy`);
    if ((this.flags & PyFlag.dict) !== 0) {
      this.setItem(key, value);
      return true;
    }
    const { values } = this;
    const { link } = values;
    const name = this.name(key.startsWith("$") ? key.slice(1) : key);
    const mark = link.top;
    const cell = link.take(16);
    values.write(cell, value);
    const status = link.exports.py_set_attribute(this.live(), name, cell);
    link.top = mark;
    if (status === Status.failed) throw values.takeError();
    return true;
  }

  deleteProperty(_target: any, key: string | symbol): boolean {
    if (typeof key === "symbol") return false;
    if ((this.flags & PyFlag.mutableSequence) !== 0 && isIndex(key)) {
      this.deleteItem(Number(key));
      return true;
    }
    if (this.members.has(key)) throw new TypeError(`Cannot delete read only field '${key}' of a PyProxy`);
    if ((this.flags & PyFlag.dict) !== 0) {
      this.deleteItem(key);
      return true;
    }
    const name = this.name(key.startsWith("$") ? key.slice(1) : key);
    if (this.values.link.exports.py_delete_attribute(this.live(), name) === Status.failed)
      throw this.values.takeError();
    return true;
  }

  ownKeys(): (string | symbol)[] {
    const names = this.values.help(this.live(), "names_of") as string[];
    return [...new Set(names)];
  }

  getOwnPropertyDescriptor(_target: any, key: string | symbol): PropertyDescriptor | undefined {
    if (typeof key === "symbol" || !this.has(_target, key)) return undefined;
    return { configurable: true, enumerable: true, writable: true, value: this.get(_target, key, undefined) };
  }

  getPrototypeOf(): object {
    return this.members.prototype;
  }

  // --- calls and items, for the members

  apply(_target: any, receiver: any, args: any[]): any {
    return this.captureThis ? this.call([receiver, ...args]) : this.call(args);
  }

  call(args: ArrayLike<any>): any {
    const { link } = this.values;
    const address = this.live();
    const count = args.length;
    const mark = link.top;
    const cells = this.writeCells(args);
    const status = link.exports.py_call(address, cells, count, 0);
    link.top = mark;
    return this.finishCall(status);
  }

  writeCells(args: ArrayLike<any>): number {
    const { values } = this;
    const count = args.length;
    const cells = values.link.take(16 * count);
    for (let i = 0; i < count; i++) values.write(cells + 16 * i, args[i]);
    return cells;
  }

  finishCall(status: number): any {
    return this.finishValue(this.values.result(status));
  }

  finishValue(result: any): any {
    if (typeof result === "object" && result !== null) startIfCoroutine(result);
    return result;
  }

  length(): number {
    return this.values.result(this.values.link.exports.py_length(this.live()));
  }

  /** An export with one cell as argument; undefined on a miss. */
  ask(door: (object: number, cell: number) => number, ...args: unknown[]): any {
    const { values } = this;
    const { link } = values;
    const mark = link.top;
    const cells = link.take(16 * args.length);
    for (let i = 0; i < args.length; i++) values.write(cells + 16 * i, args[i]);
    const status = door(this.live(), cells);
    link.top = mark;
    return status === Status.miss ? undefined : values.result(status);
  }

  getItem(key: unknown): any {
    return this.ask(this.values.link.exports.py_get_item, key);
  }

  setItem(key: unknown, value: unknown): void {
    this.tell(this.values.link.exports.py_set_item, key, value);
  }

  deleteItem(key: unknown): void {
    const status = this.tell(this.values.link.exports.py_delete_item, key);
    if (status === Status.miss) this.values.help(this.live(), "delete_item", key); // raises what Python raises
  }

  contains(value: unknown): boolean {
    return this.ask(this.values.link.exports.py_contains, value);
  }

  /** As ask, for doors without a result; the status, which is not failure. */
  tell(door: (object: number, cell: number) => number, ...args: unknown[]): number {
    const { values } = this;
    const { link } = values;
    const mark = link.top;
    const cells = link.take(16 * args.length);
    for (let i = 0; i < args.length; i++) values.write(cells + 16 * i, args[i]);
    const status = door(this.live(), cells);
    link.top = mark;
    if (status === Status.failed) throw values.takeError();
    return status;
  }
}

/** A called `async def` runs without being awaited. */
function startIfCoroutine(result: object): void {
  const state = states.get(result);
  if (state !== undefined && (state.flags & PyFlag.coroutine) !== 0) void (result as any)._ensure_future();
}

/**
 * A PyProxy that owns a reference to the object at this address. With `made` it is an argument of a call in progress and
 * noted there (its end is the call's end); without, the garbage collector may end it.
 */
export function makeProxy(
  values: Values,
  address: number,
  flags: number,
  made?: ProxyState[],
  options?: ProxyOptions,
): any {
  const state = new ProxyState(values, address, flags);
  if (options?.captureThis) state.captureThis = true;
  if (options?.roundtrip) state.roundtrip = true;
  const proxy = new Proxy((flags & PyFlag.callable) !== 0 ? callableTarget : plainTarget, state);
  states.set(proxy, state);
  if (made !== undefined) made.push(state);
  else if (options === undefined) state.collectable(proxy);
  return proxy;
}
