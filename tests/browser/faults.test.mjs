// Things that go wrong on the way to the browser: one clear sentence, and it works when tried again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { answerTo, store } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";

const newPage = useBrowser();

/** Opens a notebook whose requests for `pattern` are answered by `answer`. */
async function openWith(content, pattern, answer) {
  const page = await newPage();
  const { url } = await store(content);
  await page.context().route(pattern, answer);
  return { notebook: await NotebookPage.open(page, url), mend: () => page.context().unroute(pattern) };
}

const halfOf = async (route) => {
  const answer = await answerTo(route.request().url());
  await route.fulfill({ ...answer, body: answer.body.subarray(0, answer.body.length >> 1) });
};

for (const [what, pattern] of [
  ["wasm", /\/runtime\/.*\.wasm$/],
  ["lock file", /\/runtime\/.*pyodide-lock\.json$/],
  ["standard library", /\/runtime\/.*python_stdlib\.zip$/],
]) {
  test(`a truncated ${what} is one sentence, and a restart tries again`, async () => {
    const { notebook, mend } = await openWith("%% py\n1 + 1", pattern, halfOf);
    await notebook.kernelIs("error");
    const banner = await notebook.page.getByRole("alert").innerText();
    assert.match(banner, /^Python could not be started: \S.*\n/);
    assert.doesNotMatch(banner, /undefined|\[object/);
    await mend();
    await notebook.button("Restart now").click();
    await notebook.runAll();
    assert.equal(await notebook.outputText(1), "2");
  });
}

test("a package that the server does not have fails its cell with its name; other cells work", async () => {
  const { notebook, mend } = await openWith(
    "%% py\nimport numpy\nnumpy.arange(3).sum()\n%% py\n'fine'",
    /\/runtime\/.*numpy-.*\.whl$/,
    (route) => route.fulfill({ status: 404, body: "not here" }),
  );
  await notebook.kernelIs("idle");
  await notebook.runCell(1);
  await notebook.finished();
  assert.match(await notebook.outputText(1), /LoadError: A package could not be loaded: .*numpy/);
  await notebook.runCell(2);
  await notebook.finished();
  assert.equal(await notebook.outputText(2), "'fine'");
  await mend();
  await notebook.runCell(1);
  await notebook.finished();
  assert.match(await notebook.outputText(1), /3/);
});

test("an import of a package that does not exist names it and what may have been meant", async () => {
  const notebook = await NotebookPage.open(
    await newPage(),
    (await store("%% py\nimport numpyy\n%% py\nimport surely_not_there")).url,
  );
  await notebook.kernelIs("idle");
  await notebook.runCell(1);
  await notebook.finished();
  assert.match(
    await notebook.outputText(1),
    /ModuleNotFoundError: No module named 'numpyy'[\s\S]*no package in this Kelp that provides “numpyy”\. Did you mean numpy/,
  );
  await notebook.runCell(2);
  await notebook.finished();
  assert.match(await notebook.outputText(2), /provides “surely_not_there”\.\n/);
});

test("an attached file that cannot be fetched is named", async () => {
  const page = await newPage();
  const { url } = await store("%% py\n1");
  await page.route(/\/api\/v1\/notebooks\/\w+\/$/, async (route) => {
    const body = JSON.parse((await answerTo(route.request().url())).body);
    await route.fulfill({ json: { ...body, files: [{ name: "gone.csv", url: "/files/gone.csv" }] } });
  });
  const notebook = await NotebookPage.open(page, url);
  await notebook.runAll();
  assert.match(
    await notebook.outputText(1),
    /attached file gone\.csv could not be fetched: the server answered 404/,
  );
});

test("a frame that does not answer is reported, and Restart helps", async () => {
  const { notebook, mend } = await openWith("%% js\n1 + 1", /\/frame$/, (route) =>
    route.fulfill({ status: 500, body: "" }),
  );
  await notebook.kernelIs("error", 40_000);
  assert.match(await notebook.page.getByRole("alert").innerText(), /frame does not answer/);
  await mend();
  await notebook.button("Restart").click();
  await notebook.runAll();
  assert.equal(await notebook.outputText(1), "2");
});
