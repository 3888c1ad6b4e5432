// A notebook's code is on another site than the page and has one port to it: what it may not do, it cannot.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { store } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";

const newPage = useBrowser();

async function results(cells) {
  const notebook = await NotebookPage.open(
    await newPage(),
    (await store(cells.map((cell) => `%% js\n${cell}\n`).join(""))).url,
  );
  await notebook.runAll();
  return { notebook, texts: await Promise.all(cells.map((_, at) => notebook.outputText(at + 1))) };
}

test("code of a notebook reaches neither the page nor the interface that changes notebooks", async () => {
  const attempt = (code) =>
    `await (async () => { try { return ${code} } catch (error) { return 'refused: ' + error.name } })()`;
  const app = "location.ancestorOrigins[0]";
  const { texts } = await results([
    attempt("parent.document.title"),
    attempt("(top.location = 'about:blank', await new Promise((done) => setTimeout(done, 300)), 'tried')"),
    attempt(`(await fetch(${app} + '/api/v1/notebooks/')).status`),
    attempt(
      `(await fetch(${app} + '/api/v1/notebooks/', { method: 'POST', headers: { 'X-Kelp': '1', 'Content-Type': 'application/json' }, body: '{"content":"x"}' })).status`,
    ),
    "globalThis.crossOriginIsolated",
  ]);
  assert.match(texts[0], /refused: SecurityError/);
  assert.match(texts[1], /refused|tried/);
  assert.match(texts[2], /refused: TypeError/);
  assert.match(texts[3], /refused: TypeError/);
  assert.equal(texts[4], "true");
});

test("messages that break the protocol change nothing", async () => {
  const { notebook } = await results([
    "parent.postMessage('kelp-frame-ready', '*'); parent.postMessage({ kind: 'complete', run: 99 }, '*'); 'sent'",
  ]);
  assert.equal(await notebook.outputText(1), '"sent"');
  assert.deepEqual(notebook.page.failures, []);
});

test("two notebooks have two origins", async () => {
  const [one, two] = await Promise.all([results(["origin"]), results(["origin"])]);
  assert.notEqual(one.texts[0], two.texts[0]);
});
