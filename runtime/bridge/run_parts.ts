// What a run is written into (run_writer.ts).

/** A growing block outside linear memory: the run is copied into it in one piece at the end. */
export class Block {
  bytes = new ArrayBuffer(1 << 14);
  u8 = new Uint8Array(this.bytes);
  u32 = new Uint32Array(this.bytes);
  f64 = new Float64Array(this.bytes);
  length = 0;

  /** Room for so many bytes; answers where they begin. */
  take(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.byteLength) this.#grow(at + size);
    this.length = at + size;
    return at;
  }

  #grow(least: number): void {
    const larger = new ArrayBuffer(Math.max(least, 2 * this.bytes.byteLength));
    new Uint8Array(larger).set(this.u8);
    this.bytes = larger;
    this.u8 = new Uint8Array(larger);
    this.u32 = new Uint32Array(larger);
    this.f64 = new Float64Array(larger);
  }
}

// Fresh memory costs a page fault for each of its pages, again and again: the last block is kept, if it is not huge.
const mostKept = 1 << 22;
let spare: Block | undefined;

/** An empty block. */
export function openBlock(): Block {
  const block = spare ?? new Block();
  spare = undefined;
  block.length = 0;
  return block;
}

/** The block is not used any more. */
export function closeBlock(block: Block): void {
  if (block.bytes.byteLength <= mostKept) spare = block;
}

/** Containers in the order in which they were met, which is their number. Few are met again: only those are counted. */
export class Met {
  readonly #all = new Set<object>();
  readonly #numbers = new Map<object, number>();
  readonly #notCounted = this.#all.values();

  /** False when it was met before. */
  add(container: object): boolean {
    const before = this.#all.size;
    return this.#all.add(container).size !== before;
  }

  has(container: object): boolean {
    return this.#all.has(container);
  }

  numberOf(container: object): number {
    const numbers = this.#numbers;
    while (!numbers.has(container)) numbers.set(this.#notCounted.next().value!, numbers.size);
    return numbers.get(container)!;
  }
}
