// A NumPy array (or any Python buffer) seen from JavaScript without a copy: both sides read and write the same bytes.
import type { PyBufferView, PyProxy } from "./runtime-api.ts";

export class NdView {
  readonly shape: readonly number[];
  /** Distance between neighbours along each axis, in elements. */
  readonly strides: readonly number[];
  readonly #source: PyProxy;
  #buffer: PyBufferView | null;

  /** @throws TypeError when the Python object offers no buffer */
  constructor(source: PyProxy) {
    if (typeof source?.getBuffer !== "function") {
      throw new TypeError("kelp.view needs a Python object with a buffer, such as a NumPy array");
    }
    this.#source = source.copy();
    this.#buffer = this.#source.getBuffer!();
    this.shape = this.#buffer.shape;
    this.strides = this.#buffer.strides;
  }

  /** The elements; made again when Python's memory has grown, which detaches older typed arrays. Do not keep it. */
  get data(): PyBufferView["data"] {
    if (!this.#buffer) throw new Error("This view was released.");
    if (this.#buffer.data.byteLength === 0 && this.#buffer.nbytes > 0) {
      this.#buffer.release();
      this.#buffer = this.#source.getBuffer!();
    }
    return this.#buffer.data;
  }

  /** Where the first byte is in Python's memory: NumPy's `__array_interface__["data"][0]`. */
  get address(): number {
    return this.data.byteOffset;
  }

  get length(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }

  /** Lets Python move or free the memory; the view is of no use after. */
  release(): void {
    this.#buffer?.release();
    if (this.#buffer) this.#source.destroy();
    this.#buffer = null;
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
