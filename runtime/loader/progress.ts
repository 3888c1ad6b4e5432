// Adds up what the parallel downloads of one loadPackage call report.

import type { LoadProgress } from "./public-types.ts";

export class ProgressSum {
  readonly #files = new Map<string, { loaded: number; total: number | undefined; done: boolean }>();

  constructor(readonly report: ((progress: LoadProgress) => void) | undefined) {}

  start(name: string, total: number | undefined): void {
    this.#files.set(name, { loaded: 0, total, done: false });
  }

  update(name: string, loaded: number, total: number | undefined): void {
    const file = this.#files.get(name)!;
    file.loaded = loaded;
    file.total ??= total;
    this.#tell();
  }

  finish(name: string, size: number): void {
    this.#files.set(name, { loaded: size, total: size, done: true });
    this.#tell();
  }

  #tell(): void {
    const files = [...this.#files.values()];
    const total = files.reduce<number | undefined>(
      (sum, file) => (sum === undefined || file.total === undefined ? undefined : sum + file.total),
      0,
    );
    this.report?.({
      packagesDone: files.filter((file) => file.done).length,
      packages: files.length,
      bytesLoaded: files.reduce((sum, file) => sum + file.loaded, 0),
      bytesTotal: total,
    });
  }
}
