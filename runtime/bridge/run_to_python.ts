// The deep conversion to Python, JavaScript's half: a value with its contents is written as one run of cells, which
// run_to_python.cpp reads. Used by `toPy` and by `to_py`.

import { writeText } from "../js/text.ts";
import { Status } from "../js/wire.ts";
import { RunWriter, type PyConverter } from "./run_writer.ts";
import type { Values } from "./values.ts";

/** The whole run in linear memory while `use` runs. */
function withRun<T>(writer: RunWriter, use: (run: number) => T): T {
  const { link } = writer.values;
  const { cells, text, objects } = writer;
  const head = 32;
  const objectsAt = head + cells.length;
  const textAt = (objectsAt + 4 * objects.length + 7) & ~7;
  const size = textAt + 2 * text.length;
  const block = link.exports.kelp_malloc(size) >>> 0;
  if (block === 0) throw new RangeError(`There is no memory to convert a value of ${size} bytes to Python`);
  try {
    link.memory.check();
    const { u8, u32 } = link.memory;
    const width = writeText(link.memory, block + textAt, text);
    u32.set(
      [
        block + head,
        cells.length / 16,
        block + textAt,
        width * text.length,
        block + objectsAt,
        objects.length,
        width,
      ],
      block >>> 2,
    );
    u8.set(cells.u8.subarray(0, cells.length), block + head);
    u32.set(objects, (block + objectsAt) >>> 2);
    return use(block);
  } finally {
    link.exports.kelp_free(block);
  }
}

/** A new reference to the Python value. */
export function convertToPython(
  values: Values,
  value: any,
  depth: number,
  converter: PyConverter | undefined,
): number {
  const { link } = values;
  const again = (inner: any, left: number): any =>
    values.fromAddress(convertToPython(values, inner, left, converter));
  const writer = new RunWriter(values, converter, again);
  try {
    writer.write(value, depth);
    const status = withRun(writer, (run) => link.exports.py_from_run(run));
    if (status === Status.failed) throw values.takeError();
    link.memory.check();
    return link.memory.u32[(link.fromPython >>> 2) + 2]!;
  } finally {
    writer.close();
  }
}
