// Writes docs/coming-from-pyodide.md from the rows of the differential table that differ on purpose.
//   node scripts/differences.mjs [--check]     --check: say whether the page is up to date, change nothing

import { readFileSync, writeFileSync } from "node:fs";
import { readTable } from "../tests/differential/table.mjs";

const page = new URL("../docs/coming-from-pyodide.md", import.meta.url);
const shown = 3; // examples of a reason

const head = `# Coming from Pyodide

Kelp offers Pyodide's documented API, level 314: a program runs unchanged when the address of \`pyodide.mjs\` is Kelp's. About
two thousand crossings between Python and JavaScript are compared with the npm package \`pyodide@314.0.7\`, in Node and Chromium
(\`tests/differential\`). This page lists every difference that is on purpose, by reason, with examples from that table; it is
made from it by \`node scripts/differences.mjs\`.
`;

const tail = `## What no table shows

- Recursion that is too deep, also through C (\`functools.partial\`, \`json\`, \`repr\`, \`__getattr__\`, the compiler), is a RecursionError, and the
  interpreter lives on; Pyodide's often ends. In exchange the limit is lower where Pyodide's does not end: recursion through C goes 500 to
  1,300 levels deep (Node 20: some 160), a sum in source text may have a thousand terms, an \`if\` half a thousand \`elif\`s,
  brackets nest a hundred deep ([decision](decisions/2026-11-23-two-stacks.md)). \`hash\` of a tuple nested tens of
  thousands deep, and chains of as many \`itertools\`, end both interpreters.
- Where Python can wait, and how it is told where it cannot: [a table](where-waiting-works.md).
- \`useNodeSockFS\` is not offered: its promise is rejected.
`;

const short = (text) => (text.length > 160 ? `${text.slice(0, 157)}…` : text);
const code = (text) => {
  const line = short(text.replaceAll("\n", " ⏎ ")).replaceAll("|", "\\|");
  const fence = line.includes("`") ? "``" : "`";
  return `${fence}${line}${fence}`;
};

function example(row) {
  return `| ${code(row.js ?? row.py)} | ${code(row.gives)} | ${code(row.reference)} |`;
}

function section([reason, rows]) {
  const more = rows.length > shown ? `\n\n(and ${rows.length - shown} more)` : "";
  const table = ["| program | Kelp | Pyodide |", "| --- | --- | --- |", ...rows.slice(0, shown).map(example)];
  return `## ${reason[0].toUpperCase()}${reason.slice(1)}\n\n${table.join("\n")}${more}\n`;
}

const byReason = new Map();
for (const rows of (await readTable()).values())
  for (const row of rows.filter((row) => row.why !== undefined))
    byReason.set(row.why, [...(byReason.get(row.why) ?? []), row]);
const sections = [...byReason].sort(([, a], [, b]) => b.length - a.length).map(section);
const text = [head, ...sections, tail].join("\n");

if (process.argv[2] !== "--check") writeFileSync(page, text);
else if (readFileSync(page, "utf8") !== text) {
  console.error("docs/coming-from-pyodide.md is not up to date; run node scripts/differences.mjs");
  process.exit(1);
}
