// A notebook's page as a reader uses it: by the names that its parts have for everybody.
import assert from "node:assert/strict";

export class NotebookPage {
  constructor(page) {
    this.page = page;
    this.text = page.getByRole("textbox", { name: "Notebook" });
    this.kernel = page.getByRole("status", { name: "Kernel" });
  }

  static async open(page, url) {
    await page.goto(url);
    const notebook = new NotebookPage(page);
    await notebook.text.waitFor();
    return notebook;
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  output(n) {
    return this.page.getByRole("region", { name: `Output of cell ${n}`, exact: true });
  }

  /** The kernel's frame, in which JavaScript cells draw. */
  get frame() {
    return this.page.frameLocator('iframe[title="Drawings of this notebook"]');
  }

  async kernelIs(state, timeout = 240_000) {
    const end = Date.now() + timeout;
    let seen = "";
    while (Date.now() < end) {
      seen = (await this.kernel.textContent()) ?? "";
      if (seen === state) return;
      await this.page.waitForTimeout(50);
    }
    assert.fail(`the kernel is ${seen}, not ${state}, after ${timeout} ms`);
  }

  /** Runs everything and waits until nothing runs or waits any more. */
  async runAll(timeout = 240_000) {
    await this.kernelIs("idle");
    await this.button("Run all").click();
    await this.finished(timeout);
  }

  async finished(timeout = 240_000) {
    await this.page.waitForFunction(
      () =>
        document.querySelectorAll('.kelp-bar[data-run="queued"], .kelp-bar[data-run="running"]').length === 0,
      undefined,
      { timeout },
    );
    await this.kernelIs("idle", timeout);
  }

  /** Runs the n-th chunk that has a button. */
  async runCell(n) {
    await this.button("Run cell")
      .nth(n - 1)
      .click();
  }

  async outputText(n) {
    return (await this.output(n).innerText()).trim();
  }

  /** Puts the cursor at the end of the whole text and types. */
  async typeAtEnd(text) {
    await this.text.focus();
    await this.page.keyboard.press("Control+End");
    for (const [at, line] of text.split("\n").entries()) {
      if (at > 0) await this.page.keyboard.press("Enter");
      await this.page.keyboard.insertText(line);
    }
  }
}
