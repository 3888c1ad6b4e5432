// What a reader does with the components: moves the slider, hides and shows, counts words.

/** @param {import("playwright-core").Page} page */
export async function use(page) {
  const seen = { growth: [] };
  await page.waitForSelector("#growth", { timeout: 120_000 });
  for (const rate of [1, 2.5, 3.5, 4]) {
    await page.fill("input[type=range]", String(rate));
    await page.getByRole("img", { name: `Growth at rate ${rate}`, exact: true }).waitFor();
    seen.growth.push(await page.textContent("#growth"));
  }
  seen.line = await page.getAttribute("polyline", "points");
  await page.getByText("finished").waitFor();
  seen.ticks = await page.evaluate(() => window.ticks.filter((tick) => typeof tick === "number" && tick > 0));
  seen.alert = await page.textContent("[role=alert]");

  await page.getByLabel("Text").fill("to be or not to be");
  await page.getByRole("button", { name: "Count" }).click();
  await page.locator("#words li").nth(3).waitFor();
  seen.words = await page.locator("#words li").allTextContents();

  // Hidden, every proxy is destroyed; shown, the components start again.
  for (let round = 0; round < 5; round++) {
    await page.click("#toggle");
    await page.waitForSelector("#growth", { state: "detached" });
    await page.click("#toggle");
    await page.waitForSelector("#growth");
  }
  seen.growthAgain = await page.textContent("#growth");
  await page.getByText("finished").waitFor();
  seen.cancelled = await page.evaluate(() => window.ticks.includes("CancelledError"));
  return seen;
}

export function expect(seen, assert) {
  assert.equal(seen.growth[0], "0.1 0.09 0.0819 0.0752 0.0695 0.0647");
  assert.equal(seen.growth.length, 4);
  assert.deepEqual(seen.ticks.slice(-3), [1, 2, 3]);
  assert.equal(seen.alert, "PythonError KeyError");
  assert.deepEqual(seen.words, ["to × 2", "be × 2", "or × 1", "not × 1"]);
}
