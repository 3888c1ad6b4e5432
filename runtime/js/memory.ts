// Views of the module's linear memory. They are made again when the memory has grown (a grown memory detaches them).

export class Memory {
  u8 = new Uint8Array();
  u16 = new Uint16Array();
  i32 = new Int32Array();
  u32 = new Uint32Array();
  f64 = new Float64Array();
  /** How often the memory has grown: whoever keeps a view of his own compares it. */
  generation = 0;
  #memory: WebAssembly.Memory | undefined;

  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
    this.refresh();
  }

  /** Call before the first access after wasm code has run. */
  check(): void {
    if (this.u8.byteLength === 0) this.refresh();
  }

  refresh(): void {
    const buffer = this.#memory!.buffer;
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.generation++;
  }

  /** The current buffer; another object after each growth. */
  get buffer(): ArrayBufferLike {
    this.check();
    return this.u8.buffer;
  }
}
