// Editing and saving: bytes, conflicts, failures, drafts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { call, store, stored } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";

const newPage = useBrowser();

async function open(content) {
  const { id, url } = await store(content);
  return { id, url, notebook: await NotebookPage.open(await newPage(), url) };
}

const saved = (notebook) => notebook.page.getByText("Saved", { exact: true }).waitFor();

test("what was not edited is saved byte for byte, whatever its line ends", async () => {
  for (const content of [
    "%% md\r\nä\r\n%% py\r\n1\r\n",
    "%% md\na\r\nb\n%%\n\n\n",
    "\uFEFF%% py\n\tx = '𝄞'  \n",
  ]) {
    const { id, notebook } = await open(content);
    const end = content.includes("\r\n") && !/(?<!\r)\n/.test(content) ? "\r\n" : "\n";
    await notebook.typeAtEnd("\nlast");
    await notebook.page.keyboard.press("Control+s");
    await saved(notebook);
    assert.equal((await stored(id)).content, `${content}${end}last`);
    await notebook.page.close();
  }
});

test("two pages with the same notebook do not overwrite each other", async () => {
  const { id, url, notebook: first } = await open("%% py\n1\n");
  const second = await NotebookPage.open(await newPage(), url);
  await first.typeAtEnd("# first");
  await first.button("Save").click();
  await saved(first);
  await second.typeAtEnd("# second");
  await second.button("Save").click();
  await second.page.getByRole("alert").getByText("saved somewhere else").waitFor();
  assert.equal((await stored(id)).content, "%% py\n1\n# first");
  await second.button("Show difference").click();
  assert.match(await second.page.getByRole("dialog").innerText(), /# first[\s\S]*# second/);
  await second.button("Close").click();
  await second.button("Save mine on top").click();
  await saved(second);
  assert.equal((await stored(id)).content, "%% py\n1\n# second");
});

test("after a conflict the other text can be taken, and undo brings one's own back", async () => {
  const { id, notebook } = await open("%% py\n1\n");
  await notebook.typeAtEnd("# mine");
  const { head_revision_id: parent } = await stored(id);
  await call("POST", `/api/v1/notebooks/${id}/revisions/`, {
    content: "%% py\n2 # theirs\n",
    parent_revision_id: parent,
  });
  await notebook.button("Save").click();
  await notebook.button("Take the other").click();
  await saved(notebook);
  assert.match(await notebook.text.innerText(), /# theirs/);
  await notebook.text.focus();
  await notebook.page.keyboard.press("Control+z");
  assert.match(await notebook.text.innerText(), /# mine/);
});

test("a server that is gone loses nothing: the page says so and tries again", async () => {
  const { id, notebook } = await open("%% py\n1\n");
  await notebook.page.route("**/revisions/", (route) => route.abort());
  await notebook.typeAtEnd("2");
  await notebook.button("Save").click();
  await notebook.page.getByText("The server cannot be reached. Your text is still here.").waitFor();
  await notebook.page.unroute("**/revisions/");
  await notebook.button("Try again").click();
  await saved(notebook);
  assert.equal((await stored(id)).content, "%% py\n1\n2");
});

test("text that was never saved is offered when the page is opened again", async () => {
  const { url, notebook } = await open("%% py\n1\n");
  await notebook.typeAtEnd("# precious");
  await notebook.page.waitForTimeout(2000);
  notebook.page.on("dialog", (dialog) => void dialog.accept());
  await notebook.page.goto(url);
  await notebook.page.getByText("This browser holds unsaved changes").waitFor();
  assert.doesNotMatch(await notebook.text.innerText(), /precious/);
  await notebook.button("Restore them").click();
  assert.match(await notebook.text.innerText(), /precious/);
});

test("HTML in a title is text everywhere", async () => {
  const title = "<img src=x onerror=hurt=1></script><script>hurt=2</script>&amp; '\\\"";
  const { notebook } = await open(
    `+++\ntitle = "${title}"\n+++\n%% md\n# </script><script>hurt=3</script>x\n`,
  );
  const shown = "<img src=x onerror=hurt=1></script><script>hurt=2</script>&amp; '\"";
  assert.equal(await notebook.page.getByRole("heading", { level: 1 }).first().textContent(), shown);
  assert.ok((await notebook.page.title()).includes(shown));
  assert.equal(await notebook.page.evaluate(() => window.hurt), undefined);
  await notebook.page.goto(new URL("/", notebook.page.url()).href);
  await notebook.page.getByText(shown).first().waitFor();
  assert.equal(await notebook.page.evaluate(() => window.hurt), undefined);
});
