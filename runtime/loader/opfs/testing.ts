// Files in memory for tests, with a limit of room and a power switch.

import type { SyncFile } from "./access.ts";

export class Device {
  room = Infinity;
  /** Writes that still happen before the power fails. */
  writesLeft = Infinity;
  readonly #files: MemoryFile[] = [];

  newFile(bytes = new Uint8Array()): MemoryFile {
    const file = new MemoryFile(this, bytes);
    this.#files.push(file);
    return file;
  }

  get used(): number {
    return this.#files.reduce((sum, file) => sum + file.bytes.length, 0);
  }

  /** What remains when the worker is ended now. */
  remains(): Device {
    const device = new Device();
    for (const { bytes } of this.#files) device.newFile(bytes.slice());
    return device;
  }

  get files(): readonly MemoryFile[] {
    return this.#files;
  }
}

export class PowerFailure extends Error {}

export class MemoryFile implements SyncFile {
  constructor(
    readonly device: Device,
    public bytes: Uint8Array,
  ) {}

  read(buffer: Uint8Array, { at }: { at: number }): number {
    const found = this.bytes.subarray(at, at + buffer.length);
    buffer.set(found);
    return found.length;
  }

  write(bytes: Uint8Array, { at }: { at: number }): number {
    if (this.device.writesLeft-- <= 0) {
      const half = bytes.subarray(0, bytes.length >> 1); // cut off in the middle
      if (this.device.writesLeft === -1) this.#put(half, at);
      throw new PowerFailure();
    }
    this.#put(bytes, at);
    return bytes.length;
  }

  #put(bytes: Uint8Array, at: number): void {
    this.#resize(Math.max(this.bytes.length, at + bytes.length));
    this.bytes.set(bytes, at);
  }

  truncate(size: number): void {
    if (this.device.writesLeft <= 0) throw new PowerFailure();
    this.#resize(size);
  }

  #resize(size: number): void {
    const more = size - this.bytes.length;
    if (more === 0) return;
    if (more > 0 && this.device.used + more > this.device.room)
      throw Object.assign(new Error("no room"), { name: "QuotaExceededError" });
    const bytes = new Uint8Array(size);
    bytes.set(this.bytes.subarray(0, size));
    this.bytes = bytes;
  }

  getSize(): number {
    return this.bytes.length;
  }
  flush(): void {}
  close(): void {}
}
