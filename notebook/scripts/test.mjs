// Bundles each *.test.ts for Node and runs them all, then the tests of the Python side with the machine's own Python.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const out = await mkdtemp(join(here, ".test-"));

async function testFiles(folder) {
  const entries = await readdir(join(here, folder), { withFileTypes: true });
  const inner = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => testFiles(join(folder, name)));
  const own = entries.filter(({ name }) => name.endsWith(".test.ts")).map(({ name }) => join(folder, name));
  return [...own, ...(await Promise.all(inner)).flat()];
}

try {
  const files = (await Promise.all(["state", "kernel", "commands", "view"].map(testFiles))).flat();
  const outputs = Object.fromEntries(files.map((file) => [file.replace(/\W/g, "-"), join(here, file)]));
  await build({
    entryPoints: outputs,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    loader: { ".py": "text" },
    sourcemap: "inline",
    logLevel: "warning",
  });
  const built = Object.keys(outputs).map((name) => join(out, `${name}.mjs`));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], {
    stdio: "inherit",
  });
  const python = spawnSync("python3", ["-m", "unittest", "test_kelp_notebook"], {
    cwd: join(here, "kernel/frame/python"),
    stdio: "inherit",
  });
  process.exitCode = status || python.status || (status === null || python.status === null ? 1 : 0);
} finally {
  await rm(out, { recursive: true, force: true });
}
