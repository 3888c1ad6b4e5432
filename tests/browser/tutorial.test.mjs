// The tutorial as a reader meets it: opened, run, its numbers and figures right, edited, saved, reloaded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { origin } from "./support/host.mjs";
import { NotebookPage } from "./support/notebook-page.mjs";
import { differenceToStored } from "./support/pictures.mjs";

const { penguins: expected } = JSON.parse(readFileSync(process.env.KELP_EXPECTED, "utf8"));
const url = origin + process.env.KELP_TUTORIAL;
const newPage = useBrowser();

let notebook;
/** Numbers of the Python and JavaScript chunks, in order. */
const cell = {
  read: 3,
  missing: 5,
  clean: 7,
  summary: 9,
  masses: 11,
  histogram: 13,
  fit: 15,
  slopes: 17,
  bills: 18,
  points: 20,
  chart: 21,
  scale: 23,
  after: 24,
};

before(async () => {
  notebook = await NotebookPage.open(await newPage(), url);
  await notebook.runAll(400_000);
});
after(() => notebook?.page.close());

const numbers = (text) =>
  (text.match(/[-+−]?\d[\d,]*(?:\.\d+)?/g) ?? []).map((one) =>
    Number(one.replaceAll(",", "").replace("−", "-")),
  );
const close = (seen, wanted, digits, what) =>
  assert.ok(
    Math.abs(seen - wanted) <= 0.5000001 * 10 ** -digits,
    `${what}: ${seen} shown, ${wanted} expected`,
  );

async function rows(n) {
  const table = notebook.output(n).locator("table");
  return table
    .locator("tbody tr")
    .evaluateAll((list) => list.map((row) => [...row.children].map((one) => one.textContent.trim())));
}

test("no cell fails and the page reports no error", async () => {
  assert.equal(await notebook.page.getByRole("group", { name: "Error" }).count(), 0);
  assert.deepEqual(notebook.page.failures, []);
});

test("the table is read as native pandas reads it", async () => {
  assert.match(
    await notebook.outputText(cell.read),
    new RegExp(`^${expected.rows} penguins, ${expected.columns} columns`),
  );
  const seen = (await rows(cell.read)).map(([, ...values]) => values);
  const wanted = expected.head.map((row) => row.map((value) => (value === null ? "NaN" : value)));
  seen.forEach((row, at) =>
    row.forEach((text, column) => {
      const value = wanted[at][column];
      if (typeof value === "number") assert.equal(Number(text), value);
      else assert.equal(text, value);
    }),
  );
  assert.equal(seen.length, 5);
});

test("missing values and kept rows are counted right", async () => {
  const seen = Object.fromEntries((await rows(cell.missing)).map(([name, count]) => [name, Number(count)]));
  assert.deepEqual(seen, expected.missing);
  assert.deepEqual(numbers(await notebook.outputText(cell.clean)), [expected.kept, expected.rows]);
});

test("means by species are those of native pandas", async () => {
  const seen = await rows(cell.summary);
  assert.deepEqual(
    seen
      .map(([name]) => name)
      .filter(Boolean)
      .filter((name) => name !== "species"),
    Object.keys(expected.means),
  );
  for (const [name, birds, ...means] of seen.filter(([first]) => first in expected.means)) {
    assert.equal(Number(birds), expected.birds[name]);
    means.forEach((mean, at) => close(Number(mean), expected.means[name][at], 2, `${name} ${at}`));
  }
});

test("slopes agree with native NumPy, and change their sign", async () => {
  const [slope, intercept] = numbers(await notebook.outputText(cell.fit));
  close(slope, expected.mass_slope, 2, "slope of the mass");
  close(intercept, expected.mass_intercept, 0, "intercept of the mass");
  const lines = (await notebook.outputText(cell.slopes)).split("\n");
  for (const [at, name] of Object.keys(expected.bill_slopes).entries()) {
    assert.ok(lines[at].startsWith(name), lines[at]);
    close(numbers(lines[at])[0], expected.bill_slopes[name], 4, name);
  }
  assert.ok(numbers(lines[0])[0] < 0 && lines.slice(1).every((line) => numbers(line)[0] > 0));
});

for (const name of ["masses", "histogram", "bills"]) {
  test(`the figure "${name}" looks as it did when somebody looked at it`, async () => {
    const image = notebook.output(cell[name]).getByRole("img");
    assert.match(await image.getAttribute("alt"), /^Figure: .+ against .+with .*Adelie/);
    const source = await image.getAttribute("src");
    const bytes = Buffer.from(source.slice("data:image/png;base64,".length), "base64");
    assert.ok(differenceToStored(`penguins-${name}`, bytes) < 0.01);
  });
}

test("JavaScript draws from NumPy's own memory", async () => {
  assert.match(await notebook.outputText(cell.chart), /the same address: true/);
  const chart = notebook.frame.getByRole("img", { name: /Bill depth against bill length/ });
  assert.equal(await chart.locator("circle").count(), expected.kept);
  await chart.scrollIntoViewIfNeeded();
  const [region, place] = [await notebook.output(cell.chart).boundingBox(), await chart.boundingBox()];
  assert.ok(
    place.y >= region.y - 1 && place.y + place.height <= region.y + region.height + 1,
    "the chart stands in its cell's output",
  );
});

test("what JavaScript writes, Python reads", async () => {
  const [length, depth] = numbers(await notebook.outputText(cell.after));
  close(length, expected.bill_means_cm[0], 3, "bill length");
  close(depth, expected.bill_means_cm[1], 3, "bill depth");
});

test("an edit is run, saved and there after a reload", async () => {
  await notebook.typeAtEnd("\n%% py\nprint('penguins', len(penguins) * 2)\n");
  await notebook.page.keyboard.press("Control+Enter");
  await notebook
    .output(27)
    .getByText(`penguins ${expected.kept * 2}`)
    .waitFor();
  await notebook.page.getByText("Unsaved changes").waitFor();
  await notebook.button("Save").click();
  await notebook.page.getByText("Saved", { exact: true }).waitFor();
  const again = await NotebookPage.open(await newPage(), url);
  await again.text.focus();
  await again.page.keyboard.press("Control+End");
  assert.match(await again.text.innerText(), /len\(penguins\) \* 2/);
});
