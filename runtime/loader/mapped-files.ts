// Files mapped into memory. A mapping outlives the descriptor it was made from (NumPy closes the file at once), but
// Emscripten writes changes back through that descriptor: so each mapping gets one of its own.

import type { Glue } from "./glue.ts";

const shared = 1;
const writable = 2;

type Call = (...args: number[]) => number;

/** Corrected _mmap_js, _msync_js and _munmap_js. */
export function mappingCalls(
  env: Record<string, Function>,
  glue: Glue,
  memory: () => WebAssembly.Memory,
): Record<string, Function> {
  const { _mmap_js: map, _msync_js: sync, _munmap_js: unmap } = env as Record<string, Call>;
  const descriptors = new Map<number, { fd: number }>();

  const withOwn = (call: Call, args: number[]): number => {
    const own = descriptors.get(args[0]!);
    return call(...(own === undefined ? args : args.map((given, i) => (i === 4 ? own.fd : given))));
  };

  return {
    _mmap_js(...args: number[]): number {
      const [, protection, flags, fd] = args as [number, number, number, number];
      const status = map!(...args);
      if (status !== 0 || (flags & shared) === 0 || (protection & writable) === 0) return status;
      const address = new Uint32Array(memory().buffer)[args[6]! >>> 2]!;
      descriptors.set(address, glue.FS.dupStream(glue.FS.getStream(fd)));
      return status;
    },
    _msync_js: (...args: number[]) => withOwn(sync!, args),
    _munmap_js(...args: number[]): number {
      const own = descriptors.get(args[0]!);
      try {
        return withOwn(unmap!, args);
      } finally {
        descriptors.delete(args[0]!);
        if (own !== undefined) glue.FS.close(own);
      }
    },
  };
}
