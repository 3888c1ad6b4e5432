// A session at the console: what is typed, and the screen afterwards.

const session = [
  "1 + 1",
  "_ * 21",
  "print('hello', end='!\\n')",
  "for i in range(3):",
  "    print(i)",
  "",
  "def double(x):",
  "    return 2 * x",
  "",
  "double('ab')",
  "double(",
  "  4)",
  "undefined_name",
  "import asyncio",
  "await asyncio.sleep(0, 'awaited')",
  "async def fail():",
  "    raise ValueError('later')",
  "",
  "await fail()",
  "import sys",
  "print('to stderr', file=sys.stderr)",
  "list(range(200))",
  "None",
  "'quotes \" and é'",
  "x = {'a': 1}",
  "x['b']",
  "[y := 5, y ** 2]",
  "import js",
  "js.document.title",
  "js.JSON.parse('[1, 2')",
  "if True: print('one line')",
  "",
  "raise SystemExit",
  "'still here'",
];

/** Tracebacks name lines of files of the runtime, which are its own, and may quote source; what the reader wrote is kept. */
function withoutRuntimeFrames(lines) {
  const kept = [];
  let dropping = false;
  for (const line of lines) {
    if (/^\s+File /.test(line)) dropping = !line.includes("<console>");
    else if (!/^\s/.test(line)) dropping = false;
    const quoted = /^\s+File /.test(kept.at(-1) ?? "") && /^ {4}/.test(line);
    if (!dropping && !quoted) kept.push(line);
  }
  return kept;
}

/** @param {import("playwright-core").Page} page */
export async function use(page) {
  await page.waitForSelector("#line:enabled", { timeout: 120_000 });
  const seen = {};
  const type = async (line) => {
    await page.fill("#line", line);
    await page.press("#line", "Enter");
    await page.waitForSelector("#line:enabled");
  };
  for (const line of session) await type(line);
  const [banner, help, ...lines] = (await page.textContent("#screen")).trimEnd().split("\n");
  seen.banner = [banner.replace(/^Python [\d.]+ \(.*\)/, "Python VERSION"), help];
  seen.screen = withoutRuntimeFrames(lines);

  const suggestions = async (text) => {
    await page.fill("#line", text);
    await page.press("#line", "Tab");
    return {
      ...JSON.parse(await page.getAttribute("#screen", "data-suggestions")),
      value: await page.inputValue("#line"),
    };
  };
  seen.oneName = await suggestions("doub");
  seen.attributes = await suggestions("x.pop");
  seen.nothing = await suggestions("zzzz");
  await page.fill("#line", "");
  await page.press("#line", "ArrowUp");
  await page.press("#line", "ArrowUp");
  seen.history = await page.inputValue("#line");
  return seen;
}

export function expect(seen, assert) {
  const screen = seen.screen.join("\n");
  for (const part of [
    ">>> 1 + 1\n2\n>>> _ * 21\n42\n>>> print('hello', end='!\\n')\nhello!\n",
    "0\n1\n2\n",
    "'abab'",
    "NameError: name 'undefined_name' is not defined",
    "'awaited'",
    "ValueError: later",
    "[err] to stderr",
    "[…]",
    "KeyError: 'b'",
    "'A console'",
    "'still here'",
  ])
    assert.ok(screen.includes(part), `the screen lacks ${part}:\n${screen}`);
  assert.equal(seen.history, "raise SystemExit");
}
