// What cells put out and where, with small notebooks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { store } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";

const newPage = useBrowser();

async function open(content) {
  return NotebookPage.open(await newPage(), (await store(content)).url);
}

test("printed text, values and errors stand under their cell, in order", async () => {
  const notebook = await open(
    "%% py\nprint('one')\nimport sys\nprint('two', file=sys.stderr)\n2 ** 100\n%% py\n6 * 7;\n%% py\n[1.0, None, 'a']",
  );
  await notebook.runAll();
  assert.equal(await notebook.outputText(1), "one\n\ntwo\n\n1267650600228229401496703205376");
  assert.equal(await notebook.output(2).count(), 0, "a semicolon hides the value");
  assert.equal(await notebook.outputText(3), "[1.0, None, 'a']");
  assert.deepEqual(notebook.page.failures, []);
});

test("an error names the reader's own lines, leads there, and stops the cells after it", async () => {
  const notebook = await open(
    "%% py\nimport json\ndef read(text):\n    return json.loads(text)\n%% py\nx = 1\nread('{')\n%% py\nprint('never')",
  );
  await notebook.runAll();
  const error = notebook.output(2);
  assert.match(await error.innerText(), /JSONDecodeError: Expecting property name/);
  assert.match(
    await error.innerText(),
    /cell 2, line 2[\s\S]*cell 1, line 3 in read[\s\S]*steps in library code/,
  );
  assert.equal(await notebook.output(3).count(), 0);
  await error.getByText("Full report").click();
  assert.match(await error.innerText(), /Traceback \(most recent call last\)/);
  await error.getByRole("button", { name: "cell 1, line 3" }).click();
  await notebook.page.keyboard.type("#");
  assert.match(await notebook.text.innerText(), /#    return json\.loads\(text\)/);
});

test("a syntax error and a JavaScript error name their line", async () => {
  const notebook = await open("%% py\nx = 1\ny = = 2\n%% js\nconst a = 1;\nnull.b;\n%% js\nlet 3");
  for (const n of [1, 2, 3]) {
    await notebook.kernelIs("idle");
    await notebook.runCell(n);
    await notebook.finished();
  }
  assert.match(await notebook.outputText(1), /^SyntaxError: [\s\S]*cell 1, line 2/);
  assert.match(await notebook.outputText(2), /^TypeError: [\s\S]*cell 2, line 2/);
  assert.match(await notebook.outputText(3), /^SyntaxError: [\s\S]*cell 3, line 1/);
});

test("Python and JavaScript cells share their variables", async () => {
  const notebook = await open(
    "%% py\nn = 41\n%% js\nconst name = 'a name';\nlet doubled = 2 * py.n;\n[name, doubled]\n%% py\nfrom js import doubled\ndoubled + 1\n%% js\npy.made = 7;\n%% py\nmade",
  );
  await notebook.runAll();
  assert.equal(await notebook.outputText(2), '["a name", 82]');
  assert.equal(await notebook.outputText(3), "83");
  assert.equal(await notebook.outputText(5), "7");
});

test("what JavaScript draws is seen and can be clicked under its cell", async () => {
  const draw =
    "const one = document.createElement('button'); one.textContent = 'Count: 0'; let n = 0; one.onclick = () => (one.textContent = `Count: ${++n}`); one";
  const notebook = await open(
    `%% py\nprint('x\\n' * 30)\n%% js\n${draw}\n%% js\niodide.output.element('p').append('second drawing');\n%% css\nbutton { color: rgb(1, 2, 3) }`,
  );
  await notebook.runAll();
  const drawn = notebook.frame.getByRole("button");
  await drawn.click();
  assert.equal(await drawn.textContent(), "Count: 1");
  assert.equal(await drawn.evaluate((node) => getComputedStyle(node).color), "rgb(1, 2, 3)");
  const [region, place] = [await notebook.output(2).boundingBox(), await drawn.boundingBox()];
  assert.ok(
    place.y >= region.y && place.y + place.height <= region.y + region.height,
    "the drawing is inside the cell's output",
  );
  const [second, text] = [
    await notebook.output(3).boundingBox(),
    await notebook.frame.getByText("second drawing").boundingBox(),
  ];
  assert.ok(Math.abs(text.y - second.y) < 40, "each drawing is at its own cell");
});

test("HTML of values is shown without what could harm the page", async () => {
  const html =
    '<b>bold</b><img src=x onerror=\\"parent.hurt=1\\"><script>window.hurt=1</script><a href=\\"javascript:hurt=1\\">link</a><form><button>trap</button></form><p style=\\"position:fixed\\" id=\\"kelp-page\\" class=\\"kelp-header\\">text</p>';
  const notebook = await open(
    `%% py\nclass H:\n    def _repr_html_(self): return "${html}"\nH()\n%% md\n<script>window.hurt=1</script>\n\n**md** <img src=x onerror="window.hurt=1">`,
  );
  await notebook.runAll();
  assert.equal(await notebook.output(1).locator("b").textContent(), "bold");
  assert.equal(
    await notebook
      .output(1)
      .locator(".kelp-html")
      .locator("script, form, button, [onerror], [style], [id], .kelp-header")
      .count(),
    0,
  );
  assert.equal(await notebook.output(1).locator("a").getAttribute("href"), null);
  assert.equal(await notebook.output(2).locator("strong").textContent(), "md");
  assert.equal(await notebook.page.evaluate(() => window.hurt), undefined);
});

test("long output is cut and shown whole when asked for; a flood does not freeze the page", async () => {
  const notebook = await open("%% py\nfor i in range(20_000): print('line', i)\n");
  await notebook.runAll();
  const output = notebook.output(1);
  assert.ok((await output.innerText()).length < 30_000);
  await output.getByRole("button", { name: /Show all/ }).click();
  assert.match(await output.innerText(), /line 19999/);
});

test("Markdown is rendered with TeX, and opens for editing", async () => {
  const notebook = await open("%% md\n# Head\n\n$x^2$ costs $5 or $6\n\n$$\n\\sum_i i\n$$\n");
  const output = notebook.output(1);
  assert.equal(await output.getByRole("heading", { level: 1 }).textContent(), "Head");
  assert.equal(await output.locator(".katex").count(), 2);
  assert.match(await output.innerText(), /costs \$5 or \$6/);
  await output.hover();
  await notebook.button("Edit").click();
  await notebook.page.keyboard.insertText("## Second\n\n");
  await output.getByRole("heading", { level: 2 }).waitFor();
});

test("a cell may wait for an animation frame before it has drawn anything", async () => {
  const notebook = await open(
    `${"%% md\ntext\n".repeat(60)}%% js\nawait new Promise(requestAnimationFrame);\n'came'`,
  );
  await notebook.runAll(30_000);
  assert.equal(await notebook.outputText(61), '"came"');
});

test("late output and waiting: top-level await works in both languages", async () => {
  const notebook = await open(
    "%% py\nimport asyncio\nawait asyncio.sleep(0.05)\n'waited'\n%% js\nawait new Promise((done) => setTimeout(done, 50));\n'waited too'",
  );
  await notebook.runAll();
  assert.equal(await notebook.outputText(1), "'waited'");
  assert.equal(await notebook.outputText(2), '"waited too"');
});

test("a cell keeps its output while it is edited, and says that it is out of date", async () => {
  const notebook = await open("%% py\n1 + 1");
  await notebook.runAll();
  await notebook.typeAtEnd(" + 1");
  assert.equal(await notebook.outputText(1), "2");
  await notebook.page.getByText("changed since it ran").waitFor();
  await notebook.page.keyboard.press("Control+Enter");
  await notebook.page.waitForFunction(() => document.querySelector(".kelp-output").innerText.trim() === "3");
});
