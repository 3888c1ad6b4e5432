// Standard input, output and error of Python, each a device of the module's file system whose other end is
// a function of the page, or Node's own file descriptor.

import { lineWriter, byteWriter, InputLater, valueReader, type Reader, type Writer } from "./stream-ends.ts";
import type { FileSystem, OutputOptions, StdinOptions } from "./public-types.ts";

/** What the streams are connected to when nothing was asked for. */
export interface DefaultStreams {
  stdin(): Reader;
  stdout(): Writer;
  stderr(): Writer;
}

type End = Partial<Reader & Writer> & { isatty: boolean };

const deviceMajor = 7;
const names = ["stdin", "stdout", "stderr"] as const;

export class Streams {
  readonly #ends: [Reader, Writer, Writer];
  readonly #files: { tty?: object }[] = [];

  constructor(
    readonly fs: FileSystem,
    readonly errno: Record<string, number>,
    readonly defaults: DefaultStreams,
  ) {
    this.#ends = [defaults.stdin(), defaults.stdout(), defaults.stderr()];
    for (const fd of [0, 1, 2] as const) this.#openDevice(fd);
  }

  setStdin(options: StdinOptions = {}): void {
    this.#set(0, readerOf(options) ?? this.defaults.stdin());
  }

  setStdout(options: OutputOptions = {}): void {
    this.#set(1, writerOf(options, "setStdout") ?? this.defaults.stdout());
  }

  setStderr(options: OutputOptions = {}): void {
    this.#set(2, writerOf(options, "setStderr") ?? this.defaults.stderr());
  }

  #set(fd: 0 | 1 | 2, end: End): void {
    const old: End = this.#ends[fd];
    if (fd !== 0) old.fsync?.(); // what was written goes to the old end
    this.#ends[fd] = end as Reader & Writer;
    this.#files[fd]!.tty = end.isatty ? this.#terminal(fd) : undefined;
  }

  #openDevice(fd: 0 | 1 | 2): void {
    const { fs } = this;
    const path = `/dev/${names[fd]}`;
    const device = fs.makedev(deviceMajor, fd);
    fs.registerDevice(device, this.#operations(fd));
    fs.close(fs.getStream(fd));
    fs.unlink(path);
    fs.mkdev(path, fd === 0 ? 0o444 : 0o222, device);
    this.#files[fd] = fs.open(path, fd === 0 ? 0 : 1);
    this.#set(fd, this.#ends[fd]);
  }

  #operations(fd: 0 | 1 | 2): object {
    const run = <T>(action: (end: End) => T): T => this.#guarded(() => action(this.#ends[fd]));
    const part = (heap: ArrayBufferView, offset: number, length: number) =>
      new Uint8Array(heap.buffer, heap.byteOffset + offset, length); // Emscripten's view is of signed bytes
    return {
      open: (stream: { seekable: boolean }) => void (stream.seekable = false),
      close: (stream: { stream_ops: { fsync(stream: unknown): void } }) => stream.stream_ops.fsync(stream),
      fsync: () => run((end) => end.fsync?.()),
      read: (_: unknown, buffer: ArrayBufferView, offset: number, length: number) =>
        run((end) => end.read!(part(buffer, offset, length))),
      write: (_: unknown, buffer: ArrayBufferView, offset: number, length: number) =>
        run((end) => end.write!(part(buffer, offset, length))),
    };
  }

  /** C code can be told of a failure only by an error number. */
  #guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if ((error as Error)?.name === "ErrnoError") throw error;
      if (error instanceof InputLater) this.#unwaited(error);
      else console.error("a handler of Python's standard streams failed:", error);
      throw new this.fs.ErrnoError(this.errno["EIO"]);
    }
  }

  /** For input(): the promise that the read which has just failed met, if that was why. */
  takeInputPromise(): Promise<void> | undefined {
    return this.#ends[0].takePromise?.();
  }

  /** Says why the read failed, unless input() takes the promise and waits. */
  #unwaited(error: InputLater): void {
    const end = this.#ends[0];
    setTimeout(() => {
      if (end.takePromise?.() !== undefined) console.error(error.message);
    });
  }

  /** Answers isatty() and terminal requests (of the C library) for a stream that is a terminal. */
  #terminal(fd: 0 | 1 | 2): object {
    const size = () => (this.#ends[fd] as End).getTerminalSize?.() ?? { rows: 24, columns: 80 };
    const controlCharacters = new Array(32).fill(0);
    return {
      ops: {
        ioctl_tcgets: () => ({
          c_iflag: 0x6d02,
          c_oflag: 0x05,
          c_cflag: 0xbf,
          c_lflag: 0x8a3b,
          c_cc: controlCharacters,
        }),
        ioctl_tcsets: () => 0,
        ioctl_tiocgwinsz: () => [size().rows, size().columns],
      },
    };
  }
}

function readerOf(options: StdinOptions): Reader | undefined {
  const { stdin, read, error, isatty = false, autoEOF = true } = options;
  if ([stdin, read, error || undefined].filter((form) => form !== undefined).length > 1) {
    throw new TypeError("setStdin takes one of stdin, read and error");
  }
  if (error) return { isatty: false, read: failingRead };
  if (read) return { isatty, read: (buffer) => read.call(options, buffer) };
  return stdin && { isatty, ...valueReader(() => stdin.call(options), autoEOF) };
}

function failingRead(): number {
  throw Object.assign(new Error("input is not available"), { name: "ErrnoError", errno: 29 }); // EIO
}

function writerOf(options: OutputOptions, caller: string): Writer | undefined {
  const { batched, raw, write, isatty = false, fsync, getTerminalSize } = options;
  if ([batched, raw, write].filter((form) => form !== undefined).length > 1) {
    throw new TypeError(`${caller} takes one of batched, raw and write`);
  }
  if (batched && isatty)
    throw new TypeError(`${caller}: a terminal is written to by raw or write, not batched`);
  const common = { isatty, getTerminalSize: getTerminalSize?.bind(options) };
  if (batched) return { ...common, ...lineWriter((line) => batched.call(options, line)) };
  if (raw) return { ...common, ...byteWriter((byte) => raw.call(options, byte)) };
  return write && { ...common, write: (buffer) => write.call(options, buffer), fsync: fsync?.bind(options) };
}
