// Names, roles and keys that people without mouse or screen rely on, and how the page stands without colour or width.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { store } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";

const newPage = useBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const content = `+++
title = "Names"
+++
%% md
# Names
text with $x$
%% py
print("a")
1 / 0
%% js
document.createElement("hr")
%% css
hr { color: red }
`;

for (const colorScheme of ["light", "dark"]) {
  test(`no rule of axe is broken in ${colorScheme} colours`, async () => {
    const notebook = await NotebookPage.open(await newPage({ colorScheme }), (await store(content)).url);
    await notebook.kernelIs("idle");
    await notebook.runCell(1);
    await notebook.finished();
    await notebook.page.evaluate(`${axe}; 0`);
    const { violations } = await notebook.page.evaluate(() => window.axe.run(document, { iframes: false }));
    const found = violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(" ")).join(", ")})`,
    );
    assert.deepEqual(found, []);
  });
}

test("the names that readers and tests rely on are there", async () => {
  const notebook = await NotebookPage.open(await newPage(), (await store(content)).url);
  await notebook.kernelIs("idle");
  for (const name of ["Run all", "Stop", "Restart", "Save"])
    assert.equal(await notebook.button(name).count(), 1, name);
  assert.equal(await notebook.button("Run cell").count(), 3);
  assert.ok(await notebook.output(1).isVisible());
  assert.equal(await notebook.button("Stop").isDisabled(), true);
});

test("everything can be done with the keyboard alone", async () => {
  const notebook = await NotebookPage.open(
    await newPage(),
    (await store("%% py\n'first'\n%% md\nbetween\n%% py\n'second'\n")).url,
  );
  const { page } = notebook;
  await notebook.kernelIs("idle");
  await notebook.text.focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Shift+Enter");
  await notebook.output(3).getByText("'second'").waitFor();
  assert.equal(await notebook.outputText(1), "'first'");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.equal(
    await page.evaluate(() => document.activeElement.closest(".cm-content")),
    null,
    "Escape and Tab lead out of the text",
  );
  const reached = new Set();
  for (let step = 0; step < 40; step++) {
    reached.add(await page.evaluate(() => document.activeElement?.textContent));
    await page.keyboard.press("Tab");
  }
  for (const name of ["Run cell", "Edit"]) assert.ok(reached.has(name), `${name} is reached with Tab`);
  await page.keyboard.press("Control+F9");
  await notebook.finished();
});

test("a narrow screen shows everything without scrolling sideways", async () => {
  const notebook = await NotebookPage.open(
    await newPage({ viewport: { width: 360, height: 700 } }),
    (await store(content)).url,
  );
  await notebook.kernelIs("idle");
  for (const selector of ["html", ".cm-scroller"]) {
    const over = await notebook.page
      .locator(selector)
      .evaluate((node) => node.scrollWidth - node.clientWidth);
    assert.ok(over <= 0, `${selector} is ${over} px too wide`);
  }
  for (const name of ["Run all", "Restart", "Save"]) assert.ok(await notebook.button(name).isVisible());
});
