// Time of one operation, without the noise of a shared machine: the best of several loops.

/**
 * @param {(count: number) => void | Promise<void>} loop runs the operation `count` times
 * @param {{milliseconds?: number, loops?: number}} options length of a loop, and how many
 * @returns {Promise<number>} microseconds per operation, of the fastest loop
 */
export async function perOperation(loop, { milliseconds = 60, loops = 5 } = {}) {
  // The first rounds run cold: engines compile what is called often only after a while. A count found from them would
  // be too small, and what a loop costs once would weigh on each operation.
  for (const end = performance.now() + 400; performance.now() < end;) await loop(1);
  let count = 1;
  for (;;) {
    const taken = await timed(loop, count);
    if (taken > milliseconds / 2) {
      count = Math.max(1, Math.round((count * milliseconds) / taken));
      break;
    }
    count *= 2;
  }
  let best = Infinity;
  for (let i = 0; i < loops; ++i) best = Math.min(best, (await timed(loop, count)) / count);
  return best * 1000;
}

async function timed(loop, count) {
  const before = performance.now();
  await loop(count);
  return performance.now() - before;
}
