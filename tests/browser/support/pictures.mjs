// Compares a figure with the stored one. Fonts and rounding may differ by a shade: what counts is how many pixels differ
// visibly, and that few do.
import { existsSync, mkdirSync, writeFileSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";

const stored = join(dirname(fileURLToPath(import.meta.url)), "../pictures");
const visible = 40;

/** Part of the pixels that differ visibly, 0 to 1; 1 when the sizes differ by more than two pixels. */
export function difference(a, b) {
  if (Math.abs(a.width - b.width) > 2 || Math.abs(a.height - b.height) > 2) return 1;
  const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)];
  let differing = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [i, j] = [4 * (y * a.width + x), 4 * (y * b.width + x)];
      const distance = Math.max(
        ...[0, 1, 2].map((channel) => Math.abs(a.data[i + channel] - b.data[j + channel])),
      );
      if (distance > visible) differing++;
    }
  }
  return differing / (width * height);
}

/** The difference to the stored picture `name`; with KELP_STORE_PICTURES=1 the picture is stored first. */
export function differenceToStored(name, bytes) {
  const file = join(stored, `${name}.png`);
  if (process.env.KELP_STORE_PICTURES === "1") {
    mkdirSync(stored, { recursive: true });
    writeFileSync(file, bytes);
  }
  if (!existsSync(file))
    throw new Error(
      `There is no stored picture ${file}: look at the figure and run again with KELP_STORE_PICTURES=1`,
    );
  const result = difference(PNG.sync.read(bytes), PNG.sync.read(readFileSync(file)));
  if (result > 0) {
    const seen = join(stored, "../../../build/browser", `${name}.png`);
    mkdirSync(dirname(seen), { recursive: true });
    writeFileSync(seen, bytes);
  }
  return result;
}
