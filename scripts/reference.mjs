// Writes docs/reference/ from the comments of the TypeScript types and the docstrings of the Python modules.
//   node scripts/reference.mjs [--check] [javascript] [python] [--dist FOLDER]
// --check: say whether the pages are up to date, change nothing. The Python pages need a distribution (`kelp dist`).

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { javascriptPages } from "./reference/javascript.mjs";
import { pythonPages } from "./reference/python.mjs";

const root = new URL("..", import.meta.url).pathname;
const { values, positionals } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    dist: { type: "string", default: join(root, "dist") },
  },
  allowPositionals: true,
});
const makers = { javascript: javascriptPages, python: () => pythonPages(resolve(values.dist)) };
const languages = positionals.length > 0 ? positionals : Object.keys(makers);

const stale = [];
for (const language of languages) {
  if (!(language in makers)) throw new Error(`there is no reference of "${language}": javascript or python`);
  const pages = await makers[language]();
  const folder = join(root, "docs/reference", language);
  if (!values.check) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  for (const [name, text] of Object.entries(pages)) {
    const file = join(folder, name);
    if (!values.check) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, "utf8") !== text)
      stale.push(`docs/reference/${language}/${name}`);
  }
}
if (stale.length > 0) {
  console.error(`not up to date: ${stale.join(", ")}; run: node scripts/reference.mjs`);
  process.exit(1);
}
