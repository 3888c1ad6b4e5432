// Test files of packages, taken from the source archives that the builder fetched.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";

/** The builder's cache (the same rule as base/paths.h). */
function cacheFolder() {
  if (process.env.KELP_CACHE) return process.env.KELP_CACHE;
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "kelp");
}

/** The source archive that a recipe names first. */
function sourceArchive(root, recipe) {
  const text = readFileSync(join(root, "recipes", recipe, "recipe.toml"), "utf8");
  const value = (key) => new RegExp(`^${key} = "([^"]+)"`, "m").exec(text)?.[1];
  const [file, sha256] = [value("file"), value("sha256")];
  const path = join(cacheFolder(), "sources", sha256, file);
  if (existsSync(path)) return path;
  throw new Error(
    `the source of ${recipe} (${file}) is not in the cache; ./kelp recipe fetch ${recipe} brings it`,
  );
}

/**
 * Files below the given paths of a source archive.
 * @returns {{ name: string, bytes: Uint8Array }[]} names as in the archive, without its top folder
 */
export function sourceFiles(root, { recipe, paths }) {
  const archive = sourceArchive(root, recipe);
  const folder = mkdtempSync(join(tmpdir(), "kelp-sources-"));
  try {
    const patterns = paths.map((path) => `*/${path}`);
    execFileSync("tar", ["-xf", archive, "-C", folder, "--strip-components=1", "--wildcards", ...patterns]);
    return filesBelow(folder).map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All files below a folder of the host, except what Python compiled. */
export function filesBelow(folder) {
  return readdirSync(folder)
    .filter((name) => name !== "__pycache__")
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
