// Corrections to Emscripten's system calls, made where the main module imports them.

import type { Glue, Imports } from "./glue.ts";

/** The same imports with the corrected calls in place. */
export function correctSystemCalls(imports: Imports, glue: Glue): Imports {
  const env = imports["env"]!;
  return { ...imports, env: { ...env, __syscall_fstat64: fstat(env["__syscall_fstat64"]!, glue) } };
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
