// A profile of Chromium with a page, whose functions run in the page or in its workers.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { browserOptions } from "../differential/browser.mjs";
import { serve } from "../differential/server.mjs";

const dist = process.env.KELP_DIST ?? new URL("../../dist", import.meta.url).pathname;

/** What a function in the page or a worker threw: name, or the Python exception's type. */
export class Thrown extends Error {
  constructor({ name, message }) {
    super(message);
    this.name = name;
  }
}

const valueOf = ({ value, error }) => {
  if (error !== undefined) throw new Thrown(error);
  return value;
};

/** Opened once for a test file; `answer` is for requests that no file answers. */
export async function openPage({ answer } = {}) {
  const folders = { "/dist/": dist, "/tests/": new URL("..", import.meta.url).pathname };
  const server = await serve(folders, answer);
  const profile = mkdtempSync(join(tmpdir(), "kelp-page-"));
  const context = await chromium.launchPersistentContext(profile, browserOptions);
  after(async () => {
    await context.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const open = async () => {
    await page.goto(`${server.address}/tests/page/pages/page.html`);
    await page.waitForFunction(() => globalThis.isReady);
  };
  await open();
  return {
    page,
    address: server.address,
    /** The page anew, as a reader does it; workers end. */
    reload: open,
    async load(options = {}) {
      await page.evaluate((options) => globalThis.tests.load(options), options);
    },
    /** fn(pyodide, ...args) in the page. */
    async run(fn, ...args) {
      return valueOf(
        await page.evaluate(([source, args]) => globalThis.tests.inPage(source, args), [String(fn), args]),
      );
    },
    /** A worker with an interpreter: run(fn, …args) as above, end(). */
    async worker(name, options = {}) {
      await page.evaluate(([name, options]) => globalThis.tests.startWorker(name, options), [name, options]);
      const run = async (fn, ...args) =>
        valueOf(
          await page.evaluate(
            ([name, source, args]) => globalThis.tests.inWorker(name, source, args),
            [name, String(fn), args],
          ),
        );
      return {
        run,
        /** Python source in the worker. */
        python: (code) => run((pyodide, code) => pyodide.runPythonAsync(code), code),
        end: () => page.evaluate((name) => globalThis.tests.endWorker(name), name),
      };
    },
  };
}
