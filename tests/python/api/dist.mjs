// What the tests of the JavaScript API share: the distribution under test, changed copies of it.

import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const dist = resolve(process.env.KELP_DIST ?? new URL("../../../dist", import.meta.url).pathname);
export const { loadPyodide, version } = await import(pathToFileURL(join(dist, "pyodide.mjs")));

export const quiet = { messageCallback() {}, errorCallback() {} };

/** A folder that goes when the test ends. */
export function temporaryFolder(context) {
  const folder = mkdtempSync(join(tmpdir(), "kelp-api-test-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The distribution with some files replaced: name -> bytes or text. */
export function changedDist(context, changes) {
  const folder = temporaryFolder(context);
  for (const name of readdirSync(dist)) {
    if (name in changes) writeFileSync(join(folder, name), changes[name]);
    // Modules find their neighbours by their own address, so they must be copies.
    else if (/\.m?js$/.test(name)) copyFileSync(join(dist, name), join(folder, name));
    else symlinkSync(join(dist, name), join(folder, name));
  }
  return folder;
}

export function fileOfDist(name) {
  return readFileSync(join(dist, name));
}

export function lockOfDist() {
  return JSON.parse(fileOfDist("pyodide-lock.json").toString());
}

/** A runtime whose output is kept. */
export async function loadWithOutput(options = {}) {
  const lines = { stdout: [], stderr: [] };
  const pyodide = await loadPyodide({
    stdout: (line) => lines.stdout.push(line),
    stderr: (line) => lines.stderr.push(line),
    ...options,
  });
  return { pyodide, lines };
}
