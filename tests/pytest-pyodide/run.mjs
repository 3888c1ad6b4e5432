// Runs pytest-pyodide, as it comes from the package index, against a distribution, in Node and in Chromium, or in those named:
//   node tests/pytest-pyodide/run.mjs FOLDER [--result FILE] [node|chrome …] [-- argument of pytest …]

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(here, "../../build/pytest-pyodide");
const python = join(build, "bin/python");
const browsers = join(build, "browsers");
const chromium = process.env.KELP_CHROMIUM ?? "/usr/bin/chromium";

const { values, positionals, tokens } = parseArgs({
  options: { result: { type: "string" } },
  allowPositionals: true,
  tokens: true,
});
const end = tokens.find(({ kind }) => kind === "option-terminator")?.index ?? Infinity;
const extra = tokens
  .filter(({ kind, index }) => kind === "positional" && index > end)
  .map(({ value }) => value);
const [folder, ...runtimes] = positionals.slice(0, positionals.length - extra.length);
if (folder === undefined) {
  console.error("usage: node run.mjs FOLDER [--result FILE] [node|chrome …] [-- argument of pytest …]");
  process.exit(2);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "inherit", "inherit"], ...options });
}

// pytest-pyodide looks into pytest, whose later versions have changed there.
function install() {
  if (existsSync(python) && run(python, ["-c", "import pytest_pyodide, playwright"]).status === 0) return;
  const steps = [
    ["python3", ["-m", "venv", build]],
    [
      python,
      [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "pytest-pyodide",
        "pytest<9",
        "playwright",
      ],
    ],
  ];
  for (const [command, args] of steps)
    if (run(command, args).status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
}

/** Its program for Node is CommonJS, whatever the package.json above says. */
function markAsCommonJs() {
  writeFileSync(join(build, "package.json"), '{ "type": "commonjs" }\n');
}

/** Playwright says where it looks for a browser: there is put a script that starts the system's. */
function offerChromium(env) {
  const code =
    "from playwright.sync_api import sync_playwright as s\nwith s() as p: p.chromium.launch().close()";
  const { status, stderr } = run(python, ["-c", code], { env, stdio: "pipe" });
  if (status === 0) return;
  const path = /Executable doesn't exist at (\S+)/.exec(stderr)?.[1];
  if (path === undefined) throw new Error(`Playwright cannot start Chromium: ${stderr}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nexec ${chromium} --disable-gpu "$@"\n`);
  chmodSync(path, 0o755);
}

/** The numbers of a run, from pytest's own report. */
function counts(file) {
  const suite = /<testsuite [^>]*>/.exec(readFileSync(file, "utf8"))[0];
  const number = (name) => Number(new RegExp(`${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const [tests, failed, errors, skipped] = ["tests", "failures", "errors", "skipped"].map(number);
  return { passed: tests - failed - errors - skipped, failed, errors, skipped };
}

install();
markAsCommonJs();
const env = {
  ...process.env,
  PLAYWRIGHT_BROWSERS_PATH: browsers,
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`, // the Node that runs this
};
const total = { status: 0, passed: 0, failed: 0, errors: 0, skipped: 0, xfailed: 0, xpassed: 0 };
for (const runtime of runtimes.length > 0 ? runtimes : ["node", "chrome"]) {
  if (runtime === "chrome") offerChromium(env);
  const report = join(build, `${runtime}.xml`);
  const runner = runtime === "chrome" ? ["--runner", "playwright"] : [];
  const options = ["-q", "-p", "no:cacheprovider", `--rootdir=${here}`, `--junitxml=${report}`];
  const target = [`--rt=${runtime}`, ...runner, `--dist-dir=${resolve(folder)}`, here];
  const limit = 600_000; // milliseconds; a page that does not answer would be waited for without end
  const { status } = run(python, ["-m", "pytest", ...options, ...target, ...extra], { env, timeout: limit });
  total.status = Math.max(total.status, status ?? 3);
  for (const [name, number] of Object.entries(counts(report))) total[name] += number;
}
if (values.result !== undefined) writeFileSync(values.result, JSON.stringify(total));
process.exit(total.status);
