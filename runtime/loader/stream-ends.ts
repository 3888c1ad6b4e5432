// The outer ends of Python's standard streams: functions that take or give bytes.

import type { InputValue } from "./public-types.ts";

export interface Reader {
  /** Fills the buffer, returns the number of bytes; 0 is the end of input. */
  read(buffer: Uint8Array): number;
  /** The promise that the last read met instead of a value, once; when it is fulfilled its value is the next one. */
  takePromise?(): Promise<void> | undefined;
  readonly isatty: boolean;
}

export interface Writer {
  /** Takes bytes, returns how many it took. The buffer is only valid during the call. */
  write(buffer: Uint8Array): number;
  fsync?(): void;
  readonly isatty: boolean;
  getTerminalSize?(): { rows: number; columns: number };
}

const newline = 10;

/** Calls `line` with each whole line; text without a line end waits for it, or for fsync. */
export function lineWriter(line: (text: string) => void): Pick<Writer, "write" | "fsync"> {
  // Bytes are kept, not text: a character may arrive in two parts.
  let pending: Uint8Array[] = [];
  const emit = () => {
    const decoder = new TextDecoder();
    const text = pending.map((bytes) => decoder.decode(bytes, { stream: true })).join("") + decoder.decode();
    pending = [];
    line(text);
  };
  return {
    write(buffer) {
      let start = 0;
      for (let end = buffer.indexOf(newline); end >= 0; end = buffer.indexOf(newline, start)) {
        pending.push(buffer.slice(start, end));
        start = end + 1;
        emit();
      }
      if (start < buffer.length) pending.push(buffer.slice(start));
      return buffer.length;
    },
    fsync() {
      if (pending.length > 0) emit();
    },
  };
}

export function byteWriter(byte: (value: number) => void): Pick<Writer, "write"> {
  return {
    write(buffer) {
      for (const value of buffer.slice()) byte(value);
      return buffer.length;
    },
  };
}

/** What a read answers that cannot wait for a promise. */
export class InputLater extends Error {
  override name = "InputLater";
}

/** Reads from a function that gives text, bytes, or one byte at a time; or promises of them, for who can wait (input()). */
export function valueReader(
  next: () => InputValue | PromiseLike<InputValue>,
  autoEOF: boolean,
): Pick<Reader, "read" | "takePromise"> {
  let rest = new Uint8Array(0);
  let arrived: { value: InputValue } | undefined;
  let promise: Promise<void> | undefined;
  const take = (): InputValue => {
    if (arrived !== undefined) {
      const { value } = arrived;
      arrived = undefined;
      return value;
    }
    const value = next();
    if (!isPromise(value)) return value;
    promise = Promise.resolve(value).then((value) => {
      arrived = { value };
    });
    promise.catch(() => {}); // whoever takes it hears of it
    throw new InputLater(
      "standard input is a promise here, and only input() can wait for one, where the engine can suspend WebAssembly and" +
        " Python was called by runPythonAsync or callPromising",
    );
  };
  const read = (buffer: Uint8Array): number => {
    let filled = 0;
    while (filled < buffer.length) {
      let single = false;
      if (rest.length === 0) {
        const value = take();
        if (value === null || value === undefined) break;
        single = typeof value === "number";
        rest = toBytes(value);
      }
      const count = Math.min(rest.length, buffer.length - filled);
      buffer.set(rest.subarray(0, count), filled);
      filled += count;
      rest = rest.subarray(count);
      if (rest.length > 0) break;
      if (single ? buffer[filled - 1] === newline : autoEOF) break;
    }
    return filled;
  };
  const takePromise = (): Promise<void> | undefined => {
    const taken = promise;
    promise = undefined;
    return taken;
  };
  return { read, takePromise };
}

function isPromise(value: unknown): value is PromiseLike<InputValue> {
  return typeof (value as PromiseLike<InputValue> | null | undefined)?.then === "function";
}

function toBytes(value: NonNullable<InputValue>): Uint8Array<ArrayBuffer> {
  if (typeof value === "number") return new Uint8Array([value]);
  if (typeof value === "string") {
    return new TextEncoder().encode(value.endsWith("\n") ? value : `${value}\n`) as Uint8Array<ArrayBuffer>;
  }
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(
      value.buffer,
      value.byteOffset,
      value.byteLength,
    ).slice() as Uint8Array<ArrayBuffer>;
  }
  throw new TypeError(`standard input must be text, bytes, a number, null or undefined, not ${typeof value}`);
}
