// Corrections to Emscripten's system calls, made where the main module imports them.

import type { Glue, Imports, MainExports } from "./glue.ts";
import { interruptReader } from "./interrupt.ts";
import { mappingCalls } from "./mapped-files.ts";
import { namesAreText } from "./path-names.ts";
import type { SparedTurn } from "../js/spared_turn.ts";

/** The same imports with the corrected calls in place. */
export function correctSystemCalls(
  imports: Imports,
  glue: Glue,
  main: () => MainMemory,
  sparedTurn: SparedTurn,
): Imports {
  const env = imports["env"]!;
  const clock = () => {
    const { memory, exports } = main();
    return new Int32Array(memory.buffer, exports.kelp_signal_clock(), 1);
  };
  const corrected = {
    __syscall_fstat64: fstat(env["__syscall_fstat64"]!, glue),
    _Py_CheckEmscriptenSignals_Helper: interruptReader(glue, clock, sparedTurn),
    ...mappingCalls(env, glue, () => main().memory),
  };
  const absent = Object.keys(corrected).find((name) => !(name in env));
  if (absent !== undefined)
    throw new Error(`Emscripten's JavaScript has no ${absent}, which the loader corrects`);
  const wasi = imports["wasi_snapshot_preview1"]!;
  return {
    ...imports,
    env: guarded({ ...env, ...corrected }, /^(__syscall_|_m(map|unmap|sync)_js)/, -1, glue, main),
    wasi_snapshot_preview1: guarded(wasi, /^fd_/, 1, glue, main),
  };
}

interface MainMemory {
  readonly memory: WebAssembly.Memory;
  readonly exports: MainExports;
}

// Emscripten's fstat looks the file up by its path, so it fails for open files that were removed (every
// temporary file of Python is such a one). Its stat() is made to look at the open file instead, for one call.
function fstat(original: Function, glue: Glue): Function {
  return (descriptor: number, buffer: number) => {
    const { FS } = glue;
    const node = FS.getStream(descriptor)?.node;
    if (node?.node_ops?.getattr === undefined) return original(descriptor, buffer);
    const { stat } = FS;
    FS.stat = () => node.node_ops.getattr(node);
    try {
      return original(descriptor, buffer);
    } finally {
      FS.stat = stat;
    }
  };
}

// Emscripten lets errors of JavaScript through that it does not expect (no memory for a file's content, a fault in a
// file system of somebody's own), and nothing between here and the bridge could catch them: the interpreter would end.
function guarded(
  calls: Record<string, Function>,
  which: RegExp,
  sign: 1 | -1,
  glue: Glue,
  main: () => MainMemory,
): Record<string, Function> {
  const guard =
    (name: string, call: Function) =>
    (...args: unknown[]) => {
      try {
        if (!namesAreText(name, args, main().memory)) return sign * glue.ERRNO_CODES["EILSEQ"]!;
        return call(...args);
      } catch (error) {
        if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
        if (!(error instanceof RangeError)) console.error(`the system call ${name} failed:`, error);
        return sign * glue.ERRNO_CODES[error instanceof RangeError ? "ENOSPC" : "EIO"]!;
      }
    };
  const entries = Object.entries(calls);
  return Object.fromEntries(
    entries.map(([name, call]) => [name, which.test(name) ? guard(name, call) : call]),
  );
}
