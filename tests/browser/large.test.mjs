// A notebook of five megabytes stays usable.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { store, stored } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";

const newPage = useBrowser();

const part = (n) =>
  `%% md\n## Part ${n}\n\n${"Words of a long text. ".repeat(40)}\n%% py\nvalue = ${n}\n${"# a comment line of some length\n".repeat(100)}value + 1\n`;
const content = Array.from({ length: Math.ceil(5_000_000 / part(0).length) }, (_, n) => part(n)).join("");

test("five megabytes open, scroll, can be typed in, run and saved", async () => {
  assert.ok(content.length >= 5_000_000);
  const { id, url } = await store(content);
  const notebook = await NotebookPage.open(await newPage(), url);
  const { page } = notebook;
  await notebook.text.focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("+ 41", { delay: 10 });
  const slowest = await page.evaluate(async () => {
    let worst = 0;
    for (let key = 0; key < 10; key++) {
      const began = performance.now();
      document.execCommand("insertText", false, "1");
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      worst = Math.max(worst, performance.now() - began);
    }
    return worst;
  });
  assert.ok(slowest < 2500, `a key took ${slowest} ms`);
  await page.keyboard.press("Control+Enter");
  await notebook.finished();
  const last = content.split("%%").length - 1;
  assert.ok((await notebook.outputText(last)).length > 0);
  await page.locator(".cm-scroller").evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight / 2));
  await page
    .getByRole("heading", { name: /^Part \d+$/ })
    .first()
    .waitFor();
  await page.keyboard.press("Control+s");
  await page.getByText("Saved", { exact: true }).waitFor();
  assert.ok((await stored(id)).content.startsWith(content));
});
