// What a visitor does on the calculator's page, and what comes of it.

/** @param {import("playwright-core").Page} page */
export async function use(page) {
  const seen = {};
  await page.waitForSelector("#run:enabled", { timeout: 120_000 });
  seen.planets = await page.$$eval("#planets li", (items) =>
    items.map((item) => `${item.textContent} [${item.dataset.radius}]`),
  );
  await page.fill("#name", "Grace");
  seen.greeting = await page.textContent("#greeting");

  const inputs = [
    "sum(range(10))",
    "print('to the log')",
    "import sys\nprint('careful', file=sys.stderr)",
    "{'a': [1, 2, (3, 4)]}",
    "2**70",
    "'é ☃ 😀'.upper()",
    "1/0",
    "def broken(:\n  pass",
    "import calculator_page\nawait calculator_page.later(42)",
    "mean_of_readings()",
    "import not_there",
    "stop_greeting()",
  ];
  for (const input of inputs) {
    const before = await page.textContent("#output");
    await page.fill("#source", input);
    await page.click("#run");
    await page.waitForFunction((before) => document.getElementById("output").textContent !== before, before);
    await page.waitForTimeout(30); // what was printed comes before the result, in a line of its own
  }
  seen.output = (await page.textContent("#output")).trimEnd().split("\n");
  await page.fill("#name", "nobody");
  seen.greetingAfterRemoval = await page.textContent("#greeting");

  Object.assign(
    seen,
    await page.evaluate(async () => {
      const pyodide = await window.calculator;
      const mean = pyodide.globals.get("mean_of_readings");
      const fetched = pyodide.globals.get("fetched");
      const planets = pyodide.globals.get("planets");
      const firstMoons = planets.get(1).get("moons");
      firstMoons.append("a third");
      const result = {
        called: mean(),
        fetched: await fetched(),
        report: pyodide.FS.readFile("/home/pyodide/data/report.txt", { encoding: "utf8" }),
        table: planets.toJs({ dict_converter: Object.fromEntries }),
        sorted: pyodide.runPython("sorted(p['radius'] for p in planets)").toJs(),
        files: pyodide.FS.readdir("/home/pyodide/data").sort(),
      };
      mean.destroy();
      try {
        mean();
      } catch (error) {
        result.destroyed = error.message.split("\n")[0];
      }
      return result;
    }),
  );
  return seen;
}

/** @param {Awaited<ReturnType<typeof use>>} seen */
export function expect(seen, assert) {
  assert.deepEqual(seen.planets, [
    "Mercury: 2440 km, no moons [2439.7]",
    "Mars: 3390 km, Phobos, Deimos [3389.5]",
  ]);
  assert.equal(seen.greeting, "Hello Grace!");
  assert.equal(seen.greetingAfterRemoval, "Hello Grace!");
  assert.deepEqual(seen.output.slice(0, 4), ["number: 45", "out: to the log", "done", "err: careful"]);
  assert.ok(seen.output.includes("PythonError ZeroDivisionError: ZeroDivisionError: division by zero"));
  assert.ok(seen.output.includes("bigint: 1180591620717411303424"));
  assert.equal(seen.called, 4.25);
  assert.deepEqual(seen.fetched, { same: true, count: 4, ok: true });
  assert.equal(seen.report, "mean 4.25 m\n");
  assert.deepEqual(seen.table[1].moons, ["Phobos", "Deimos", "a third"]);
  assert.deepEqual(seen.sorted, [2439.7, 3389.5]);
}
