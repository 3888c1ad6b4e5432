// A file that can be read and written at once: what a worker gets from the browser (FileSystemSyncAccessHandle), and
// what tests put in its place.

export interface SyncFile {
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/** The browser gives this origin no more room. */
export class NoRoom extends Error {
  constructor() {
    super("the browser gives this site no more room");
  }
}

/** Writes all of it, or throws NoRoom with some of it written. */
export function writeAll(file: SyncFile, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    const written = withRoom(() => file.write(bytes.subarray(done), { at: at + done }));
    if (written === 0) throw new NoRoom();
    done += written;
  }
}

/** An action that may need room. */
export function withRoom<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if ((error as Error)?.name === "QuotaExceededError") throw new NoRoom();
    throw error;
  }
}
