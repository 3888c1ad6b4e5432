// Debian's Chromium, started afresh for each test file.
import { chromium } from "playwright-core";
import { after } from "node:test";

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** One browser for the tests of a file, started when first needed; the result makes a page with an empty profile. */
export function useBrowser() {
  let launched;
  const browser = () =>
    (launched ??= chromium.launch({
      executablePath: process.env.KELP_CHROMIUM ?? "/usr/bin/chromium",
      args: flags,
    }));
  after(async () => (await launched)?.close());
  return async (options = {}) => {
    const context = await (
      await browser()
    ).newContext({ viewport: { width: 1200, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.failures = [];
    page.on("pageerror", (error) => page.failures.push(String(error)));
    return page;
  };
}
