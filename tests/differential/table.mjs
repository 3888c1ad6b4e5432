// All rows, by file, and which of them an engine can run.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @typedef {{ js?: string, py?: string, gives: string, reference?: string, why?: string, where?: string }} Row */

export const folder = fileURLToPath(new URL("rows/", import.meta.url));

/** @returns {Promise<Map<string, Row[]>>} file name -> rows; files that begin with `suspend` need stack switching */
export async function readTable(names = readdirSync(folder).sort()) {
  const table = new Map();
  for (const name of names.filter((name) => name.endsWith(".mjs")))
    table.set(name, (await import(`./rows/${name}`)).rows);
  return table;
}

/** The rows for a place: `node` or `browser`, with or without stack switching. */
export function rowsFor(table, { place, canSwitchStacks }) {
  return [...table]
    .filter(([name]) => canSwitchStacks || !name.startsWith("suspend"))
    .flatMap(([, rows]) => rows)
    .filter((row) => row.where === undefined || row.where === place);
}
