// The bodies of the functions that C++ imports (imports.h), same names. None lets an exception through: each answers a
// Status, with the result or the raised exception in the cell `fromJs`.

import type { Link } from "./link.ts";
import { Status } from "./wire.ts";

/** What an import needs of the bridge: values read from cells and written as the result. */
export interface Translator<Made> {
  readonly link: Link;
  read(cell: number, made?: Made[]): any;
  writeResult(value: unknown): void;
  /** A function read as a property, which C++ will bind to the object it was read from. */
  writeMethod(method: Function): void;
  fail(error: unknown): Status;
  /** The end of a call whose arguments needed these proxies. */
  finishArguments(result: unknown, made: Made[]): void;
  /** After the result of a call was written: a PyProxy among results has done its work. */
  finishResult(result: unknown): void;
  buildRun(cells: number, options: number): any;
}

export type Operation = (self: any, ...args: any[]) => any;
/** An operation's answer when there is nothing (no such key, iterator finished). */
export const missing = Symbol("missing");
/** An error that Python sees as one of its own built-in exceptions. */
export class PythonFault extends Error {
  constructor(
    readonly type: "TypeError" | "RuntimeError",
    message: string,
  ) {
    super(message);
  }
}

/** What next(), throw() and return() of an iterator must answer. */
export function iteratorResult(answer: any): { done?: unknown; value?: unknown } {
  if (typeof answer === "object" && answer !== null) return answer;
  const given = answer === null ? "null" : typeof answer;
  throw new PythonFault("TypeError", `Result should have type "object" not "${given}"`);
}

/** An operation's answer that is written by the operation itself. */
export type WritesItself = { writeTo(link: Link): void };

export function makeImports<Made>(
  translator: Translator<Made>,
  operations: readonly Operation[],
): Record<string, Function> {
  const { link } = translator;
  const { memory } = link;

  const readKey = (key: number): any => {
    memory.check();
    return translator.read(key);
  };

  const readArguments = (cells: number, count: number, made?: Made[]): any[] => {
    memory.check();
    const args: any[] = [];
    for (let i = 0; i < count; i++) args.push(translator.read(cells + 16 * i, made));
    return args;
  };

  const addKeywords = (args: any[], cells: number, count: number, keywords: number, made: Made[]): void => {
    if (keywords === 0) return;
    const named: Record<string, any> = {};
    for (let i = 0; i < keywords; i++) {
      const at = cells + 16 * (count + 2 * i);
      named[translator.read(at)] = translator.read(at + 16, made);
    }
    args.push(named);
  };

  const finish = (result: unknown, made: Made[]): Status => {
    translator.writeResult(result);
    if (made.length !== 0) translator.finishArguments(result, made);
    if (typeof result === "object" || typeof result === "function") translator.finishResult(result);
    return Status.ok;
  };

  const failCall = (error: unknown, made: Made[]): Status => {
    const status = translator.fail(error);
    if (made.length !== 0) translator.finishArguments(undefined, made);
    return status;
  };

  return {
    js_define_name(id: number, text: number): void {
      link.names[id] = readKey(text >>> 0);
    },

    js_forget(value: any, slot: number): void {
      link.forget(value, slot);
    },

    js_get(self: any, key: number): Status {
      try {
        const name = readKey(key >>> 0);
        const value = self[name];
        if (value === undefined && !(name in Object(self))) return Status.miss;
        if (typeof value === "function" && self !== globalThis) translator.writeMethod(value);
        else translator.writeResult(value);
        return Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_set(self: any, key: number, value: number): Status {
      try {
        const name = readKey(key >>> 0);
        self[name] = translator.read(value >>> 0);
        return Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_call(fn: any, receiver: any, cells: number, count: number, keywords: number): Status {
      const made: Made[] = [];
      try {
        const args = readArguments(cells >>> 0, count, made);
        addKeywords(args, cells >>> 0, count, keywords, made);
        const result = Reflect.apply(fn, receiver ?? undefined, args);
        return finish(result, made);
      } catch (error) {
        return failCall(error, made);
      }
    },

    js_construct(fn: any, cells: number, count: number, keywords: number): Status {
      const made: Made[] = [];
      try {
        const args = readArguments(cells >>> 0, count, made);
        addKeywords(args, cells >>> 0, count, keywords, made);
        return finish(Reflect.construct(fn, args), made);
      } catch (error) {
        return failCall(error, made);
      }
    },

    js_next(iterator: any, cells: number, count: number): Status {
      try {
        const answer = count === 0 ? iterator.next() : iterator.next(readKey(cells >>> 0));
        const { done, value } = iteratorResult(answer);
        translator.writeResult(value);
        return done ? Status.miss : Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_get_index(array: any, index: number): Status {
      try {
        if (index >= array.length) return Status.miss;
        translator.writeResult(array[index]);
        return Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_length(self: any): number {
      try {
        return typeof self.size === "number" ? self.size : self.length;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_buffer_read(buffer: any, to: number, size: number): Status {
      try {
        memory.check();
        memory.u8.set(bytesOf(buffer).subarray(0, size), to >>> 0);
        return Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_buffer_write(buffer: any, from: number, size: number): Status {
      try {
        memory.check();
        bytesOf(buffer).set(memory.u8.subarray(from >>> 0, (from >>> 0) + size));
        return Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_build(cells: number, _count: number, options: number): Status {
      try {
        memory.check();
        translator.writeResult(translator.buildRun(cells >>> 0, options >>> 0));
        return Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },

    js_operation(operation: number, self: any, cells: number, count: number): Status {
      try {
        const args = readArguments(cells >>> 0, count);
        const result = operations[operation]!(self, ...args);
        if (result === missing) return Status.miss;
        if (result !== null && typeof result === "object" && isWriter(result)) result.writeTo(link);
        else translator.writeResult(result);
        return Status.ok;
      } catch (error) {
        return translator.fail(error);
      }
    },
  };
}

/** A result in a form of its own: raw words for the cell, or a Python object that exists already. */
export class Raw implements WritesItself {
  constructor(
    readonly tag: number,
    readonly aux: number,
    readonly number = 0,
    readonly address = -1,
  ) {}
  writeTo(link: Link): void {
    link.memory.check();
    const at = link.fromJs >>> 2;
    link.memory.u32[at] = this.tag;
    link.memory.u32[at + 1] = this.aux;
    if (this.address >= 0) link.memory.u32[at + 2] = this.address;
    else link.memory.f64[(link.fromJs >>> 3) + 1] = this.number;
  }
}
const isWriter = (value: object): value is WritesItself => value instanceof Raw;

function bytesOf(buffer: any): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
