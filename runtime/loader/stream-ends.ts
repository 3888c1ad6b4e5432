// The outer ends of Python's standard streams: functions that take or give bytes.

export interface Reader {
  /** Fills the buffer, returns the number of bytes; 0 is the end of input. */
  read(buffer: Uint8Array): number;
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

export type InputValue = string | ArrayBuffer | ArrayBufferView | number | null | undefined;

/** Reads from a function that gives text, bytes, or one byte at a time. */
export function valueReader(next: () => InputValue, autoEOF: boolean): (buffer: Uint8Array) => number {
  let rest = new Uint8Array(0);
  return (buffer) => {
    let filled = 0;
    while (filled < buffer.length) {
      let single = false;
      if (rest.length === 0) {
        const value = next();
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
