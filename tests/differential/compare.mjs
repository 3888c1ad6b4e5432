// Runs rows on one runtime and says which do not give what the table says. Runs in Node and in the page.

import { evaluate } from "./show.mjs";

export const fatal = "the interpreter ends";

const hangs = (milliseconds) => new Promise((settle) => setTimeout(() => settle("hangs"), milliseconds));

function isAlive(pyodide) {
  try {
    return pyodide.runPython("1 + 1") === 2;
  } catch {
    return false;
  }
}

/** What each row gives here. An interpreter that a row ends is followed by a new one. */
export async function results(load, rows) {
  const given = [];
  let pyodide = await load();
  for (const row of rows) {
    given.push(await Promise.race([evaluate(pyodide, row), hangs(5000)]));
    if (isAlive(pyodide)) continue;
    given[given.length - 1] = fatal;
    pyodide = await load();
  }
  return given;
}

export function expected(row, isReference) {
  return isReference ? (row.reference ?? row.gives) : row.gives;
}

/** Prints the rows that differ; the numbers of those that do not and do. */
export function report(rows, given, isReference) {
  let failed = 0;
  for (const [i, row] of rows.entries()) {
    if (given[i] === expected(row, isReference)) continue;
    failed++;
    console.log(`${row.js ?? row.py}\n  expected ${expected(row, isReference)}\n  got      ${given[i]}`);
  }
  console.log(`${rows.length - failed} of ${rows.length} rows as expected`);
  return { passed: rows.length - failed, failed };
}

/** The numbers as tests/python/run.mjs reads them. */
export function resultOf({ passed, failed }) {
  return { status: 0, passed, failed, skipped: 0, xfailed: 0, xpassed: 0, errors: 0 };
}
