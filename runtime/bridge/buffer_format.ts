// Typed arrays and array buffers as Python's buffers have them.

/** Formats of module struct by the name of the typed array. */
const formats: Record<string, string> = {
  Int8Array: "b",
  Uint8Array: "B",
  Uint8ClampedArray: "B",
  Int16Array: "h",
  Uint16Array: "H",
  Int32Array: "i",
  Uint32Array: "I",
  Float32Array: "f",
  Float64Array: "d",
  BigInt64Array: "q",
  BigUint64Array: "Q",
  Float16Array: "e",
};

export const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

/** The struct format of a buffer's elements; "B" for plain bytes. */
export const formatOf = (buffer: object): string => formats[tagOf(buffer)] ?? "B";

export function bytesOf(buffer: any): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
