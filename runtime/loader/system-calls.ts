// Corrections to Emscripten's system calls, made where the main module imports them.

import type { Glue, Imports, MainExports } from "./glue.ts";
import { interruptReader } from "./interrupt.ts";

/** The same imports with the corrected calls in place. */
export function correctSystemCalls(imports: Imports, glue: Glue, main: () => MainMemory): Imports {
  const env = imports["env"]!;
  const lookAtNextStep = () => {
    const { memory, exports } = main();
    new Int32Array(memory.buffer, exports.kelp_signal_clock(), 1)[0] = 0;
  };
  const corrected = {
    __syscall_fstat64: fstat(env["__syscall_fstat64"]!, glue),
    _Py_CheckEmscriptenSignals_Helper: interruptReader(glue, lookAtNextStep),
  };
  const absent = Object.keys(corrected).find((name) => !(name in env));
  if (absent !== undefined)
    throw new Error(`Emscripten's JavaScript has no ${absent}, which the loader corrects`);
  return { ...imports, env: { ...env, ...corrected } };
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
