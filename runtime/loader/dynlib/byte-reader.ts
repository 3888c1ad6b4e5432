// A cursor over WebAssembly's binary encoding (core specification, section 5.2).

const utf8 = new TextDecoder();

/** Thrown when a read passes the end: the bytes are cut off, or only a first part of them is here yet. */
export class EndOfBytes extends Error {}

export class ByteReader {
  position: number;
  readonly end: number;

  constructor(
    readonly bytes: Uint8Array,
    start = 0,
    end = bytes.length,
  ) {
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  byte(): number {
    if (this.position >= this.end) throw new EndOfBytes("the bytes end too early");
    return this.bytes[this.position++]!;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  unsigned(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    throw new Error("a number has more than 32 bits");
  }

  /** A signed LEB128 number of at most 32 bits. */
  signed(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift < 25 && byte & 0x40 ? result | (-1 << (shift + 7)) : result;
    }
    throw new Error("a number has more than 32 bits");
  }

  /** Passes over a LEB128 number of any size. */
  skipNumber(): void {
    while (this.byte() >= 0x80);
  }

  skip(count: number): void {
    if (count > this.end - this.position) throw new EndOfBytes("the bytes end too early");
    this.position += count;
  }

  name(): string {
    const length = this.unsigned();
    const start = this.position;
    this.skip(length);
    return utf8.decode(this.bytes.subarray(start, start + length));
  }

  /** A reader of the next `length` bytes, which this one passes over. */
  slice(length: number): ByteReader {
    const start = this.position;
    this.skip(length);
    return new ByteReader(this.bytes, start, start + length);
  }
}
