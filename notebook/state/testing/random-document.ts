// Documents made by chance, the same ones for the same seed, rich in what a parser may trip over.

export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pieces = [
  "%%",
  "%",
  "%% py",
  "%% md #a",
  "\\%%",
  "\\",
  " ",
  "\t",
  "x = 1",
  "é€𝄞",
  "+++",
  'title = "t"',
  "\n",
  "\n",
  "\r\n",
  "\r",
  "\uFEFF",
  '"',
];

export function randomDocument(random: () => number): string {
  const length = Math.floor(random() * 30);
  return Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("");
}
