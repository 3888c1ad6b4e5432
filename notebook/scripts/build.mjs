// Bundles the page and the frame into dist/: files whose names contain their hash, and manifest.json that names them.
import { build } from "esbuild";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(here, "dist");

const common = {
  bundle: true,
  minify: true,
  sourcemap: false,
  format: "esm",
  target: ["es2022", "chrome120", "firefox121", "safari17"],
  outdir: dist,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  metafile: true,
  loader: { ".py": "text", ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
  logLevel: "warning",
  absWorkingDir: here,
};

await mkdir(dist, { recursive: true });
const results = await Promise.all([
  build({ ...common, entryPoints: { app: "app.ts" } }),
  build({ ...common, entryPoints: { app: "view/style/app.css" } }),
  build({ ...common, entryPoints: { frame: "kernel/frame/main.ts" } }),
]);
const names = results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => basename(path)));
await publish(Object.fromEntries(names.sort().map((name) => [withoutHash(name), name])));
console.log(`notebook/dist: ${names.length} files`);

/** A server may be reading: the manifest changes in one step, and only then older files go. */
async function publish(manifest) {
  const file = join(dist, "manifest.json");
  await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${file}.new`, file);
  const kept = new Set([...Object.values(manifest), "manifest.json"]);
  for (const name of await readdir(dist)) if (!kept.has(name)) await rm(join(dist, name));
}

function withoutHash(name) {
  return name.replace(/-[A-Z0-9]{8}(?=\.[a-z0-9]+$)/, "");
}
