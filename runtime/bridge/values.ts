// The implicit conversion, JavaScript's half: cells read as JavaScript values, JavaScript values written as cells.
// (Python's half: to_js.cpp and to_python.cpp.)

import { withoutView } from "./object_views.ts";
import { Link } from "../js/link.ts";
import {
  looksAscii,
  readAscii,
  readLatin1,
  readUtf16,
  writeIfAscii,
  writeLatin1,
  writeUtf16,
} from "../js/text.ts";
import { Mark, Status, Tag } from "../js/wire.ts";
import { exceptionOf, PythonError } from "./errors.ts";
import { jsFlags, JsFlag } from "./js_flags.ts";
import { makeProxy, stateOfProxy, type ProxyState } from "./py_proxy.ts";
import { readRun, toJs, type ToJsOptions } from "./run_to_js.ts";
import { Suspender } from "./suspend.ts";

const longText = 1024;

// What must happen when an object is collected that nobody waits for otherwise.
const collected = new FinalizationRegistry<() => void>((action) => action());
const whenCollected = (object: object, action: () => void): void => collected.register(object, action);

export class Values {
  /** PyProxies that are not destroyed. */
  liveProxies = 0;
  /** Messages about destroyed proxies say where the proxy was made. */
  fullErrors = false;

  readonly suspender: Suspender = new Suspender(this);

  constructor(readonly link: Link) {}

  // --- from Python

  /** With `made`, the PyProxies made here are noted there and live as long as the call in progress. */
  read(cell: number, made?: ProxyState[]): any {
    const memory = this.link.memory;
    const at = cell >>> 2;
    const u32 = memory.u32;
    switch (u32[at]! as Tag) {
      case Tag.undefined:
      case Tag.missing:
        return undefined;
      case Tag.null:
        return null;
      case Tag.boolean:
        return u32[at + 1] !== 0;
      case Tag.integer:
      case Tag.number:
        return memory.f64[(cell >>> 3) + 1];
      case Tag.name:
        return this.link.names[u32[at + 1]!];
      case Tag.ascii:
        return readAscii(memory, u32[at + 2]!, u32[at + 1]!);
      case Tag.latin1:
        return readLatin1(memory, u32[at + 2]!, u32[at + 1]!);
      case Tag.utf16:
        return readUtf16(memory, u32[at + 2]!, u32[at + 1]!);
      case Tag.object:
        return withoutView(this.link.exports.kelp_slot(u32[at + 1]!));
      case Tag.python:
        return makeProxy(this, u32[at + 2]!, u32[at + 1]!, made);
      case Tag.bigint:
        return toBigInt(readAscii(memory, u32[at + 2]!, u32[at + 1]!));
      default:
        throw new Error(`The bridge cannot read a value of kind ${u32[at]}`);
    }
  }

  /** The result of the export that has just returned. */
  readResult(): any {
    this.link.memory.check();
    return this.read(this.link.fromPython);
  }

  /** The result of an export with this status; throws what Python raised. */
  result(status: number): any {
    if (status === Status.failed) throw this.takeError();
    return this.readResult();
  }

  /** What the export that has just failed left, as the value to throw. */
  takeError(): unknown {
    const link = this.link;
    link.memory.check();
    const at = link.fromPython >>> 2;
    const u32 = link.memory.u32;
    if (u32[at] === Tag.object) return link.exports.kelp_slot(u32[at + 1]!);
    return new PythonError(this, u32[at + 2]!);
  }

  // --- to Python

  write(cell: number, value: unknown): void {
    const { u32, f64 } = this.link.memory;
    const at = cell >>> 2;
    switch (typeof value) {
      case "number":
        u32[at] = Number.isSafeInteger(value) ? Tag.integer : Tag.number;
        f64[(cell >>> 3) + 1] = value;
        return;
      case "string":
        return this.writeText(cell, value);
      case "boolean":
        u32[at] = Tag.boolean;
        u32[at + 1] = value ? 1 : 0;
        return;
      case "undefined":
        u32[at] = Tag.undefined;
        return;
      case "bigint":
        this.writeText(cell, value.toString(16));
        this.link.memory.u32[at] = Tag.bigint;
        return;
      case "symbol":
        return this.writePython(cell, this.link.exports.kelp_js_proxy(value, 0), Mark.none);
      default:
        if (value === null) u32[at] = Tag.null;
        else this.writeObject(cell, value as object);
    }
  }

  writeResult(value: unknown): void {
    this.link.memory.check();
    const mark = this.link.top;
    this.write(this.link.fromJs, value);
    this.link.top = mark; // C++ reads the text before anything else is written
  }

  writePython(cell: number, address: number, marks: number): void {
    const memory = this.link.memory;
    memory.check();
    const at = cell >>> 2;
    memory.u32[at] = Tag.python;
    memory.u32[at + 1] = marks;
    memory.u32[at + 2] = address;
  }

  /** A text, in the arena or, when long, as a Python str of its own. */
  writeText(cell: number, text: string): void {
    const length = text.length;
    if (length > longText) return this.writePython(cell, this.newText(text), Mark.none);
    const link = this.link;
    const body = link.take(2 * length);
    const fits = writeLatin1(link.memory, body, text);
    if (!fits) writeUtf16(link.memory, body, text);
    const at = cell >>> 2;
    const u32 = link.memory.u32;
    u32[at] = fits ? Tag.latin1 : Tag.utf16;
    u32[at + 1] = length;
    u32[at + 2] = body;
  }

  /** A new Python str. ASCII is written straight into its body. */
  newText(text: string): number {
    const { exports, memory } = this.link;
    if (looksAscii(text)) {
      const body = this.#allocateText(text.length, 1);
      const ascii = this.#made();
      if (writeIfAscii(memory, body, text)) return ascii;
      exports.py_decref(ascii);
    }
    return this.#textOfUnits(text);
  }

  #textOfUnits(text: string): number {
    const { exports, memory } = this.link;
    const body = this.#allocateText(text.length, 2);
    const written = this.#made();
    writeUtf16(memory, body, text);
    if (exports.py_finish_text(written) === Status.failed) throw this.takeError();
    memory.check();
    return this.#made();
  }

  /** The object that the last export gave. */
  #made(): number {
    return this.link.memory.u32[(this.link.fromPython >>> 2) + 2]!;
  }

  #allocateText(length: number, width: number): number {
    if (this.link.exports.py_new_text(length, width) === Status.failed) throw this.takeError();
    this.link.memory.check();
    return this.link.memory.u32[this.link.identity >>> 2]!;
  }

  writeObject(cell: number, value: object): void {
    const owner = this.link.ownerOfKnown(value);
    if (owner !== 0) return this.writePython(cell, owner, Mark.borrowed);
    const state = stateOfProxy(value);
    // A PyProxy of another runtime is a JavaScript object like any other.
    if (state !== undefined && state.values === this) return this.#writeProxy(cell, value, state);
    this.writePython(cell, this.wrap(value), Mark.none);
  }

  #writeProxy(cell: number, proxy: object, state: ProxyState): void {
    if (state.roundtrip)
      return this.writePython(cell, this.wrapAs(proxy, state.doubleFlags(), state), Mark.none);
    this.writePython(cell, state.live(), Mark.borrowed);
  }

  /** A new JsProxy or JsException for an object that has none. */
  wrap(value: object): number {
    const flags = jsFlags(value);
    const { exports } = this.link;
    const made =
      (flags & JsFlag.error) !== 0 ? exports.kelp_js_exception(value) : exports.kelp_js_proxy(value, flags);
    if (made === 0) throw new RangeError("Python has no memory for another JavaScript object");
    this.link.remember(value);
    return made >>> 0;
  }

  /** The JsDoubleProxy of a PyProxy: one each, as long as it lives. */
  wrapAs(proxy: object, flags: number, state: ProxyState): number {
    const { exports } = this.link;
    const owner = state.doubleProxy === 0 ? 0 : this.link.ownerOf(state.doubleProxy);
    if (owner !== 0) {
      exports.py_incref(owner);
      return owner;
    }
    const made = exports.kelp_js_proxy(proxy, flags) >>> 0;
    if (made === 0) throw new RangeError("Python has no memory for another JavaScript object");
    state.doubleProxy = this.link.lastKnown();
    return made;
  }

  // --- for imports (Translator)

  writeMethod(method: Function): void {
    const address = this.link.exports.kelp_js_method(method, jsFlags(method));
    this.writePython(this.link.fromJs, address, Mark.method);
  }

  buildRun(cells: number, options: number): any {
    const [pyproxies, create, dict, otherwise, eager, depth] = [0, 1, 2, 3, 4, 5].map((i) =>
      this.read(options + 16 * i),
    );
    const given: ToJsOptions = {
      pyproxies,
      create_pyproxies: create,
      dict_converter: dict,
      default_converter: otherwise,
      eager_converter: eager,
      depth,
    };
    for (const key of Object.keys(given) as (keyof ToJsOptions)[])
      if (given[key] === undefined) delete given[key];
    try {
      if (eager === undefined) return readRun(this, cells, given);
      const proxy = readRun(this, cells, {});
      const state = stateOfProxy(proxy);
      return state === undefined ? proxy : toJs(proxy, state, given);
    } finally {
      for (const callback of [dict, otherwise, eager])
        stateOfProxy(callback)?.release("the conversion it was given to is over");
    }
  }

  /** Ends the proxies made for a call's arguments: now, or when what the call gave is done with them. */
  finishArguments(result: unknown, made: ProxyState[]): void {
    const end = (): void => made.forEach((state) => state.endOfCall());
    // Python's future takes the result first: it may be one of the arguments.
    const afterOthers = (): void => queueMicrotask(end);
    if (typeof result !== "object" || result === null) return end();
    const { then } = result as any;
    if (typeof then === "function" && stateOfProxy(result) === undefined)
      return void (result as Promise<unknown>).then(afterOthers, afterOthers);
    if (typeof (result as any).next === "function" && stateOfProxy(result) === undefined)
      return whenCollected(result, end);
    end();
  }

  finishResult(result: unknown): void {
    const state = stateOfProxy(result);
    if (state === undefined || state.roundtrip || state.values !== this || !state.isAlive) return;
    // The proxy may be the only owner: Python gets a reference of its own.
    const { address } = state;
    this.link.exports.py_incref(address);
    state.endOfCall("This borrowed proxy was automatically destroyed when it was returned to Python");
    this.writePython(this.link.fromJs, address, Mark.none);
  }

  // --- single values

  /** The Python object for any value, by the implicit conversion: a new reference. */
  toPython(value: unknown): number {
    const { link } = this;
    const mark = link.top;
    const cell = link.take(16);
    this.write(cell, value);
    const status = link.exports.py_make_text(cell);
    link.top = mark;
    if (status === Status.failed) throw this.takeError();
    link.memory.check();
    return link.memory.u32[(link.fromPython >>> 2) + 2]!;
  }

  /** The JavaScript value for a Python object whose reference is taken over. */
  fromAddress(address: number): any {
    return this.result(this.link.exports.py_value(address));
  }

  /** What to throw for a Python exception whose reference is taken over. */
  errorAt(exception: number): unknown {
    this.link.exports.py_raise(exception);
    return this.takeError();
  }

  internName(name: string): number {
    return this.link.intern(name, (cell, text) => this.writeText(cell, text));
  }

  /** A memoryview of a copy of these bytes: a new reference. */
  copyOfBuffer(bytes: Uint8Array, format: string): number {
    const { link } = this;
    if (link.exports.py_new_bytes(bytes.length) === Status.failed) throw this.takeError();
    link.memory.check();
    const array = link.memory.u32[(link.fromPython >>> 2) + 2]!;
    link.memory.u8.set(bytes, link.memory.u32[link.identity >>> 2]!);
    if (link.exports.py_view_bytes(array, format.charCodeAt(0)) === Status.failed) throw this.takeError();
    return link.memory.u32[(link.fromPython >>> 2) + 2]!;
  }

  /** A JsProxy of a function made for Python. */
  wrapFunction(fn: Function, flags: number): number {
    const made = this.link.exports.kelp_js_proxy(fn, flags) >>> 0;
    if (made === 0) throw new RangeError("Python has no memory for another JavaScript object");
    this.link.remember(fn);
    return made;
  }

  isError(value: object): boolean {
    return (jsFlags(value) & JsFlag.error) !== 0;
  }

  /** A function of Python's _pyodide._helpers, with this object as first argument. */
  help(object: number, name: string, ...args: unknown[]): any {
    const { link } = this;
    const mark = link.top;
    try {
      const cells = link.take(16 * (args.length + 1));
      this.write(cells, name);
      args.forEach((arg, i) => this.write(cells + 16 * (i + 1), arg));
      return this.result(link.exports.py_help(object, cells, cells + 16, args.length));
    } finally {
      link.top = mark;
    }
  }

  /** After the bridge has started: None is the first argument of helpers that need no object. */
  startUp(): void {
    this.#none = this.toPython(undefined);
  }
  #none = 0;

  /** The address of None: what startUp found, which an image brings along. */
  get none(): number {
    return this.#none;
  }
  set none(address: number) {
    this.#none = address;
  }

  helpNone(name: string, ...args: unknown[]): any {
    return this.help(this.#none, name, ...args);
  }

  // --- errors

  /** An import's answer when its body threw: the exception goes to Python. */
  fail(error: unknown): Status {
    this.writePython(this.link.fromJs, exceptionOf(this, error), Mark.none);
    return Status.failed;
  }
}

function toBigInt(digits: string): bigint {
  return digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits);
}
