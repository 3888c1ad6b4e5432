// Linear memory in an image: the pages of 64 KiB that are not all zero.

export const pageSize = 1 << 16;

export type Runs = [first: number, count: number][];

export function usedPages(memory: ArrayBuffer): Runs {
  const words = new Float64Array(memory); // NaN and -0 are not equal to themselves or not zero in their bits, hence the next line
  const bits = new Int32Array(memory);
  const used = (page: number): boolean => {
    const [first, end] = [(page * pageSize) / 8, ((page + 1) * pageSize) / 8];
    for (let i = first; i < end; i++) if (words[i] !== 0 || bits[2 * i + 1] !== 0) return true;
    return false;
  };
  const runs: Runs = [];
  for (let page = 0; page < memory.byteLength / pageSize; page++) {
    if (!used(page)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === page) last[1]++;
    else runs.push([page, 1]);
  }
  return runs;
}

export function bytesOfRuns(runs: Runs): number {
  return runs.reduce((sum, [, count]) => sum + count * pageSize, 0);
}

export function copyPagesOut(memory: ArrayBuffer, runs: Runs, to: Uint8Array): void {
  let at = 0;
  for (const [first, count] of runs) {
    to.set(new Uint8Array(memory, first * pageSize, count * pageSize), at);
    at += count * pageSize;
  }
}

/** The whole memory becomes that of the image: what lies between the runs becomes zero. */
export function copyPagesIn(memory: ArrayBuffer, runs: Runs, from: Uint8Array): void {
  const target = new Uint8Array(memory);
  let [at, written] = [0, 0];
  for (const [first, count] of runs) {
    target.fill(0, written, first * pageSize);
    target.set(from.subarray(at, at + count * pageSize), first * pageSize);
    at += count * pageSize;
    written = (first + count) * pageSize;
  }
  target.fill(0, written);
}
