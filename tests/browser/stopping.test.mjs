// Endless cells: the editor stays alive, Stop ends them or says that it cannot.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { store } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";

const newPage = useBrowser();

async function open(content) {
  const notebook = await NotebookPage.open(await newPage(), (await store(content)).url);
  await notebook.kernelIs("idle");
  return notebook;
}

test("an endless Python loop leaves the editor alive and is stopped, with all variables still there", async () => {
  const notebook = await open("%% py\nkept = 5\n%% py\nwhile True:\n    pass\n%% py\nkept");
  await notebook.runCell(1);
  await notebook.finished();
  await notebook.runCell(2);
  await notebook.kernelIs("busy");
  const began = Date.now();
  await notebook.typeAtEnd(" + 1");
  assert.match(await notebook.text.innerText(), /kept \+ 1/);
  assert.ok(Date.now() - began < 5000, "typing waited for the loop");
  await notebook.button("Stop").click();
  await notebook.finished(20_000);
  assert.match(await notebook.outputText(2), /^Stopped: The cell was stopped\.[\s\S]*cell 2, line/);
  await notebook.runCell(3);
  await notebook.finished();
  assert.equal(await notebook.outputText(3), "6");
});

test("a cell that waits is stopped too, and what waits behind it is not run", async () => {
  const notebook = await open("%% py\nimport asyncio\nawait asyncio.sleep(1000)\n%% py\nprint('never')");
  await notebook.button("Run all").click();
  await notebook.kernelIs("busy");
  await notebook.page.waitForTimeout(300);
  await notebook.text.focus();
  await notebook.page.keyboard.press("Escape");
  await notebook.page.keyboard.press("Escape");
  await notebook.finished(20_000);
  assert.match(await notebook.outputText(1), /^Stopped/);
  assert.equal(await notebook.output(2).count(), 0);
});

test("an endless JavaScript loop is ended by a restart, after a question; the kernel works again", async () => {
  const notebook = await open("%% js\nlet n = 0;\nwhile (true) n++;\n%% js\ntypeof n");
  await notebook.runCell(1);
  await notebook.kernelIs("busy");
  await notebook.typeAtEnd(" + '!'");
  await notebook.button("Stop").click();
  await notebook.button("Restart now").click({ timeout: 20_000 });
  await notebook.kernelIs("idle");
  await notebook.runCell(2);
  await notebook.finished();
  assert.equal(await notebook.outputText(2), '"undefined!"');
});

test("Restart throws all variables away", async () => {
  const notebook = await open("%% py\ntry:\n    n += 1\nexcept NameError:\n    n = 1\nn");
  for (const wanted of ["1", "2"]) {
    await notebook.runCell(1);
    await notebook.finished();
    assert.equal(await notebook.outputText(1), wanted);
  }
  await notebook.button("Restart").click();
  await notebook.kernelIs("idle");
  await notebook.runCell(1);
  await notebook.finished();
  assert.equal(await notebook.outputText(1), "1");
});
