// Which blocks of the data file are free. Blocks that are given back stay untouched until settle(): only then is it
// certain that nothing on the device refers to them any more.

/** Neighbouring blocks: the first one and how many. */
export type Extent = [start: number, count: number];

export class Space {
  #free: Extent[] = []; // sorted, never touching each other
  #leaving: Extent[] = [];
  /** The first block that was never used. */
  end = 0;

  /** Blocks that are in use when everything starts. */
  static around(used: Extent[]): Space {
    const space = new Space();
    for (const [start, count] of [...used].sort((a, b) => a[0] - b[0])) {
      if (start < space.end) throw new Error(`two files have block ${start}`);
      if (start > space.end) space.#free.push([space.end, start - space.end]);
      space.end = start + count;
    }
    return space;
  }

  /** So many blocks, best those behind `after`. */
  take(count: number, after: number): Extent[] {
    const taken: Extent[] = [];
    const next = this.#free.findIndex(([start]) => start === after);
    if (next >= 0) count -= this.#cut(next, count, taken);
    if (count > 0 && after === this.end && taken.length === 0) return [this.#grow(count)];
    const whole = this.#free.findIndex((extent) => extent[1] >= count);
    if (count > 0 && whole >= 0) count -= this.#cut(whole, count, taken);
    while (count > 0 && this.#free.length > 0) count -= this.#cut(0, count, taken);
    if (count > 0) taken.push(this.#grow(count));
    return taken;
  }

  #grow(count: number): Extent {
    const start = this.end;
    this.end += count;
    return [start, count];
  }

  #cut(place: number, most: number, taken: Extent[]): number {
    const extent = this.#free[place]!;
    const count = Math.min(most, extent[1]);
    taken.push([extent[0], count]);
    if (count === extent[1]) this.#free.splice(place, 1);
    else this.#free[place] = [extent[0] + count, extent[1] - count];
    return count;
  }

  giveBack(extents: Extent[]): void {
    this.#leaving.push(...extents);
  }

  /** What was given back may be used again. */
  settle(): void {
    if (this.#leaving.length === 0) return;
    const all = [...this.#free, ...this.#leaving].sort((a, b) => a[0] - b[0]);
    this.#leaving = [];
    this.#free = [];
    for (const [start, count] of all) {
      const last = this.#free.at(-1);
      if (last !== undefined && last[0] + last[1] === start) last[1] += count;
      else this.#free.push([start, count]);
    }
    const last = this.#free.at(-1);
    if (last !== undefined && last[0] + last[1] === this.end) {
      this.end = last[0];
      this.#free.pop();
    }
  }

  /** Blocks that wait for settle(). */
  get leaving(): number {
    return this.#leaving.reduce((sum, [, count]) => sum + count, 0);
  }
}
