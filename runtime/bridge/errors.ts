// Errors that cross. A Python exception is a PythonError in JavaScript and the same exception again in Python.

import { PythonFault } from "../js/imports.ts";
import { stateOfProxy } from "./py_proxy.ts";
import type { Values } from "./values.ts";

interface Held {
  values: Values;
  address: number;
}

const abandoned = new FinalizationRegistry<Held>((held) => release(held));

function release(held: Held): void {
  if (held.address === 0) return;
  const address = held.address;
  held.address = 0;
  held.values.link.exports.py_decref(address);
}

const held = new WeakMap<object, Held>();

/**
 * A Python exception that nobody caught in Python. `type` is the name of its class and `message` the formatted
 * traceback; both are asked for only when read, so that an error that is caught again costs little.
 */
export class PythonError extends Error {
  constructor(values: Values, address: number) {
    super();
    const mine = { values, address };
    held.set(this, mine);
    abandoned.register(this, mine);
  }

  /** The name of the exception's class, for example "KeyError". */
  get type(): string {
    return describe(this, "exception_type");
  }

  /** The formatted traceback, ending in the exception itself. */
  override get message(): string {
    return describe(this, "format_exception");
  }
  override set message(text: string) {
    Object.defineProperty(this, "message", {
      value: text,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }

  /** The exception's address, for clients that test for it. */
  get __error_address(): number {
    return held.get(this)?.address ?? 0;
  }
}
PythonError.prototype.name = "PythonError";
// Programs compare the name, which the bundle would shorten.
Object.defineProperty(PythonError, "name", { value: "PythonError" });

/** A value that has no counterpart on the other side, or two keys that become one. */
export class ConversionError extends Error {}
ConversionError.prototype.name = "ConversionError";

const described = new WeakMap<PythonError, Map<string, string>>();

function describe(error: PythonError, how: string): string {
  const mine = held.get(error);
  if (mine === undefined || mine.address === 0) return "";
  let texts = described.get(error);
  if (texts === undefined) described.set(error, (texts = new Map()));
  let text = texts.get(how);
  if (text === undefined) texts.set(how, (text = String(mine.values.help(mine.address, how))));
  return text;
}

/** The Python exception (a new reference) for anything that was thrown in JavaScript. */
export function exceptionOf(values: Values, error: unknown): number {
  const { exports, known } = values.link;
  if (typeof error === "object" && error !== null) {
    const python = held.get(error);
    if (python !== undefined && python.values === values && python.address !== 0) {
      exports.py_incref(python.address);
      return python.address;
    }
    if (error instanceof ConversionError)
      return stateOfProxy(values.helpNone("conversion_error", error.message))!.takeAddress();
    if (error instanceof PythonFault)
      return stateOfProxy(values.helpNone("builtin_error", error.type, error.message))!.takeAddress();
    if (values.isError(error)) {
      const place = known.get(error);
      const owner = place === undefined ? 0 : values.link.ownerOf(place);
      if (owner === 0) return values.wrap(error);
      exports.py_incref(owner);
      return owner;
    }
  }
  return exports.kelp_js_exception(error) >>> 0;
}

/** A PythonError for the exception at this address, borrowed, which JavaScript's `cause` went through Python as. */
export function errorWithCause(values: Values, address: number, cause: unknown): PythonError {
  values.link.exports.py_incref(address);
  const error = new PythonError(values, address);
  Object.defineProperty(error, "cause", {
    value: cause,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return error;
}

/**
 * What a whole program throws when it fails: a PythonError, whose traceback shows Python's lines too. A JavaScript error
 * that nobody in Python caught is its cause. (A Python function that JavaScript calls lets it through as it is.)
 */
export function errorOfProgram(values: Values, thrown: unknown): unknown {
  if (thrown instanceof PythonError || values.link.ended !== undefined) return thrown;
  const address = values.helpNone("exception_let_through", thrown) as number;
  return address === 0 ? thrown : errorWithCause(values, address, thrown);
}
