// Names of files that are not UTF-8. Emscripten's decoder reads over the end of such a name, into whatever memory lies
// behind it; so the system call is refused before.

/** Which arguments of a system call are names. */
const names: Record<string, readonly number[]> = {
  __syscall_chdir: [0],
  __syscall_chmod: [0],
  __syscall_faccessat: [1],
  __syscall_fchmodat2: [1],
  __syscall_fchownat: [1],
  __syscall_lstat64: [0],
  __syscall_mkdirat: [1],
  __syscall_mknodat: [1],
  __syscall_newfstatat: [1],
  __syscall_openat: [1],
  __syscall_readlinkat: [1],
  __syscall_renameat: [1, 3],
  __syscall_rmdir: [0],
  __syscall_stat64: [0],
  __syscall_statfs64: [0],
  __syscall_symlink: [0, 1],
  __syscall_symlinkat: [0, 2],
  __syscall_truncate64: [0],
  __syscall_unlinkat: [1],
  __syscall_utimensat: [1],
};

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Whether all names among the arguments are UTF-8. */
export function namesAreText(call: string, args: unknown[], memory: WebAssembly.Memory): boolean {
  return (names[call] ?? []).every((place) => isText(memory, (args[place] as number) >>> 0));
}

function isText(memory: WebAssembly.Memory, address: number): boolean {
  if (address === 0) return true;
  const bytes = new Uint8Array(memory.buffer, address);
  let all = 0;
  let end = 0;
  for (; bytes[end] !== 0 && end < bytes.length; end++) all |= bytes[end]!;
  if (all < 0x80) return true;
  try {
    decoder.decode(bytes.slice(0, end));
    return true;
  } catch {
    return false;
  }
}
