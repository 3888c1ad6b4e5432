// One suite in one interpreter: node session.mjs DIST SUITE RESULT-FILE [argument of pytest …]

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { filesBelow, sourceFiles } from "./sources.mjs";
import { suites } from "./suites.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const site = "/lib/python3.14/site-packages";
const work = "/home/pyodide/tests";

function put(FS, folder, files) {
  for (const { name, bytes } of files) {
    const path = `${folder}/${name}`;
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, bytes);
  }
}

function testFiles(suite) {
  if (suite.source) return sourceFiles(root, suite.source);
  const folder = join(here, suite.folder);
  return filesBelow(folder).map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
}

function pytestArguments(suite, folder, more) {
  const targets = (suite.targets ?? ["."]).map((target) => join(folder, target));
  const deselect = Object.keys(suite.deselect ?? {}).flatMap((test) => ["--deselect", join(folder, test)]);
  const options = [
    "-q",
    "--rootdir",
    folder,
    "-p",
    "no:cacheprovider",
    "--tb=short",
    ...(suite.options ?? []),
  ];
  return [...options, ...deselect, ...targets, ...more];
}

async function main(dist, name, resultFile, more) {
  const suite = suites[name];
  const { loadPyodide } = await import(pathToFileURL(join(resolve(dist), "pyodide.mjs")));
  const pyodide = await loadPyodide({ env: { PYTHONDONTWRITEBYTECODE: "1", COLUMNS: "110" } });
  await pyodide.loadPackage(["pytest", ...suite.packages], { messageCallback() {} });
  const folder = suite.source ? site : work;
  put(pyodide.FS, folder, testFiles(suite));
  put(pyodide.FS, work, [{ name: "kelp_inside.py", bytes: readFileSync(join(here, "inside.py")) }]);
  pyodide.runPython(`import sys; sys.path.insert(0, ${JSON.stringify(work)})`);
  const inside = pyodide.pyimport("kelp_inside");
  const result = inside.run(pyodide.toPy(pytestArguments(suite, folder, more)), suite.folder !== undefined);
  mkdirSync(dirname(resultFile), { recursive: true });
  writeFileSync(resultFile, JSON.stringify(result.toJs({ dict_converter: Object.fromEntries })));
}

const [dist, name, resultFile, ...more] = process.argv.slice(2);
await main(dist, name, resultFile, more);
process.exit(0); // timers of Python's event loop need not be waited for
