// Bundles the page and the frame into dist/: files whose names contain their hash, and manifest.json that names them.
import { build } from "esbuild";
import { mkdir, rm, writeFile } from "node:fs/promises";
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

/** The page may be cached for ever, so its assets are replaced as a whole: an old page's files go with it. */
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const results = await Promise.all([
  build({ ...common, entryPoints: { app: "app.ts" } }),
  build({ ...common, entryPoints: { app: "view/style/app.css" } }),
  build({ ...common, entryPoints: { frame: "kernel/frame/main.ts" } }),
]);
const names = results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => basename(path)));
const manifest = Object.fromEntries(names.sort().map((name) => [withoutHash(name), name]));
await writeFile(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`notebook/dist: ${names.length} files`);

function withoutHash(name) {
  return name.replace(/-[A-Z0-9]{8}(?=\.[a-z0-9]+$)/, "");
}
