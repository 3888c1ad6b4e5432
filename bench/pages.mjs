// Measurements in pages of Chromium: each in a browser context of its own, served from this machine only.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { browserOptions } from "../tests/differential/browser.mjs";
import { serve } from "../tests/differential/server.mjs";
import { folderOf } from "./runtimes.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

/** Groups whose programs need nothing of Node.js. */
export const pageGroups = ["crossing", "kernels"];

/** Starts Chromium. `once(runtime, group)` measures in a new page, as one.mjs does in a new process. */
export async function openPages() {
  const server = await serve({
    "/kelp/": folderOf("kelp"),
    "/reference/": folderOf("reference"),
    "/bench/": here,
  });
  const browser = await chromium.launch(browserOptions);
  return {
    version: `Chromium ${browser.version()}`,
    async once(runtime, group) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.goto(`${server.address}/bench/page.html`);
        return await page.evaluate(
          async ({ runtime, group }) => {
            const { loadPyodide } = await import(`/${runtime}/pyodide.mjs`);
            const { measure } = await import(`/bench/${group}.mjs`);
            return await measure(await loadPyodide({ stdout() {}, stderr() {} }));
          },
          { runtime, group },
        );
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
