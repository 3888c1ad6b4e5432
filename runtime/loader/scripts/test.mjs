// Runs the unit tests of this workspace and of the bridge that it is bundled with: each *.test.ts is bundled for Node
// into a temporary folder first, so that they run on every supported Node. A word given as argument limits the run to
// test files whose path contains it.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const wanted = process.argv[2] ?? "";

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : testFiles(path);
    return entry.name.endsWith(".test.ts") && path.includes(wanted) ? [path] : [];
  });
}

const entryPoints = ["loader", "bridge", "js"].flatMap((folder) => testFiles(join(root, folder)));
if (entryPoints.length === 0) throw new Error(`no test file's path contains "${wanted}"`);
const outdir = mkdtempSync(join(tmpdir(), "kelp-loader-test-"));
try {
  await build({
    entryPoints,
    outdir,
    outbase: root,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
  const bundles = entryPoints.map((path) => join(outdir, relative(root, path).replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...bundles], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(outdir, { recursive: true });
}
