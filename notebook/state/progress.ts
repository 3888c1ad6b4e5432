// The one line that says what is being loaded: "Python 6.1/9.8 MB · numpy 2/5 packages · starting".
import type { Progress } from "./notebook.ts";

export function progressLine(progress: Progress): string {
  const parts: string[] = [];
  if (progress.python) parts.push(`Python ${bytes(progress.python.loaded, progress.python.total)}`);
  if (progress.packages) {
    const { name, done, total } = progress.packages;
    parts.push(`${name} ${done}/${total} ${total === 1 ? "package" : "packages"}`);
  }
  if (progress.step) parts.push(progress.step);
  return parts.join(" · ");
}

/** Part done of everything that can be counted, 0 to 1; null when nothing can. */
export function progressRatio(progress: Progress): number | null {
  const { python, packages } = progress;
  if (packages && packages.total > 0) return packages.done / packages.total;
  if (python?.total) return Math.min(python.loaded / python.total, 1);
  return null;
}

function bytes(loaded: number, total: number | null): string {
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  return total === null ? `${megabytes(loaded)} MB` : `${megabytes(loaded)}/${megabytes(total)} MB`;
}
