// Runs the browser tests: native results first, then a host of its own with an empty store, then the test files.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const build = join(root, "build/browser");
const program = process.env.KELP_PROGRAM ?? join(root, "build/native/cli/kelp");

function must(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}`);
  return stdout;
}

/** Numbers to compare with, from the pandas that the tutorial's runtime has too where it can be installed. */
function nativeResults() {
  const python = join(root, "build/venv/bin/python");
  if (!existsSync(python)) must("python3", ["-m", "venv", join(root, "build/venv")]);
  const has = spawnSync(python, ["-c", "import pandas, numpy"]).status === 0;
  if (!has)
    must(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pandas", "numpy"]);
  mkdirSync(build, { recursive: true });
  const file = join(build, "expected.json");
  writeFileSync(file, must(python, [join(here, "expected.py"), join(root, "tutorials")]));
  return file;
}

/** A host with a store that is thrown away; its port, once it listens. */
async function startHost(folder) {
  // A copy: what is saved in the page is written back to the file.
  cpSync(join(root, "tutorials"), join(folder, "tutorials"), { recursive: true });
  const tutorial = join(folder, "tutorials/penguins.iomd");
  const args = ["serve", tutorial, "--port", "0", "--root", join(folder, "store"), "--no-open"];
  if (process.env.KELP_DIST) args.push("--dist", process.env.KELP_DIST);
  const host = spawn(program, args, {
    cwd: root,
    env: { ...process.env, KELP_ROOT: root },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: host.stdout });
  for await (const line of lines) {
    const found = /→ *http:\/\/app\.localhost:(\d+)(\/n\/\S+)/.exec(line);
    if (found) return { host, port: found[1], tutorialPath: found[2] };
  }
  throw new Error(`${program} serve ended before it printed the tutorial's address`);
}

function testFiles(wanted) {
  const files = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));
  const chosen =
    wanted.length === 0 ? files : files.filter((name) => wanted.some((word) => name.includes(word)));
  return chosen.sort().map((name) => join(here, name));
}

const folder = mkdtempSync(join(tmpdir(), "kelp-browser-"));
let host;
try {
  const expected = nativeResults();
  const started = await startHost(folder);
  host = started.host;
  const env = {
    ...process.env,
    KELP_TEST_PORT: started.port,
    KELP_TUTORIAL: started.tutorialPath,
    KELP_EXPECTED: expected,
  };
  // One file at a time: each starts a browser and a Python, and the machine may have two cores.
  const args = ["--test", "--test-concurrency=1", ...testFiles(process.argv.slice(2))];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
} finally {
  host?.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}
