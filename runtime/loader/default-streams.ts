// What Python's standard streams are connected to unless the program says otherwise.

import { inNode, nodeModule } from "./environment.ts";
import { lineWriter, valueReader, type Reader, type Writer } from "./stream-ends.ts";
import type { DefaultStreams } from "./streams.ts";

export async function defaultStreams(): Promise<DefaultStreams> {
  return inNode ? nodeStreams(await nodeModule("node:fs"), await nodeModule("node:tty")) : browserStreams();
}

function browserStreams(): DefaultStreams {
  return {
    stdin: () => ({ isatty: false, ...valueReader(ask, true) }),
    stdout: () => ({ isatty: false, ...lineWriter((line) => console.log(line)) }),
    stderr: () => ({ isatty: false, ...lineWriter((line) => console.warn(line)) }),
  };
}

function ask(): string | null {
  if (typeof globalThis.prompt !== "function") {
    throw new Error(
      "there is no standard input here: give one with setStdin, or run Python in a page that can ask",
    );
  }
  return prompt();
}

function nodeStreams(fs: typeof import("node:fs"), tty: typeof import("node:tty")): DefaultStreams {
  const reader = (): Reader => ({
    isatty: tty.isatty(0),
    read: (buffer) => patiently(() => fs.readSync(0, buffer, 0, buffer.length, null)),
  });
  const writer = (fd: 1 | 2, stream: NodeJS.WriteStream): Writer => ({
    isatty: tty.isatty(fd),
    write: (buffer) => patiently(() => fs.writeSync(fd, buffer)),
    getTerminalSize: () => ({ columns: stream.columns ?? 80, rows: stream.rows ?? 24 }),
  });
  return { stdin: reader, stdout: () => writer(1, process.stdout), stderr: () => writer(2, process.stderr) };
}

/** Node's descriptors may be non-blocking; Python expects to wait. */
function patiently(action: () => number): number {
  for (;;) {
    try {
      return action();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0; // Windows
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); // milliseconds
    }
  }
}
