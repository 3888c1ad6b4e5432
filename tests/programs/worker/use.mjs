// What a page asks of its worker: runs with values, packages, arrays that move, an endless loop that is interrupted.

/** @param {import("playwright-core").Page} page */
export async function use(page, { wheels }) {
  return await page.evaluate(async (wheels) => {
    const { client } = window;
    const lastLine = (text) => text.trimEnd().split("\n").at(-1);
    const failure = (promise) =>
      promise.then(
        (value) => `no error, but ${JSON.stringify(value)}`,
        ({ type, message }) => `${type} | ${lastLine(message)}`,
      );
    const seen = {};

    seen.sum = await client.run("sum(a) * factor", { a: [1, 2, 3], factor: 10 });
    seen.nested = await client.run(
      "import math\n{'rows': [{'x': x, 'root': round(math.sqrt(x), 3)} for x in range(3)], 'text': 'ß', 'none': None}",
    );
    seen.environment = await client.run("import os\n[os.environ['GREETING'], os.path.expanduser('~')]");
    seen.globalsAreOwn = await failure(client.run("factor"));
    await client.run(
      "import sys\nprint('one', 2)\nprint('warning', file=sys.stderr)\nprint('é', end='')\nprint()",
    );
    seen.lines = [...client.lines];
    seen.awaited = await client.run(`
import asyncio
async def after(seconds, value):
    await asyncio.sleep(seconds)
    return value
await asyncio.gather(after(0.02, 'slow'), after(0, 'quick'))
`);
    seen.timeout = await failure(
      client.run("import asyncio\nawait asyncio.wait_for(asyncio.sleep(60), 0.01)"),
    );

    seen.array = await client.sum(Float64Array.from({ length: 1000 }, (_, i) => i / 4));
    seen.bytes = await client.run("bytes(data.to_py())[:3].hex()", {
      data: new Uint8Array([1, 171, 255, 7]),
    });

    seen.installed = await client.install([wheels.micropip, wheels.packaging]);
    seen.micropip = await client.run(
      `
import micropip
await micropip.install(address)
import six
[six.__name__, micropip.list()["six"].name, str(six.PY3)]
`,
      { address: wheels.six },
    );
    seen.unknown = await failure(client.run("import no_such_module_anywhere"));

    const loop = client.runSync("n = 0\nwhile True:\n  n += 1");
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.interrupt();
    seen.interrupted = await failure(loop);
    seen.interruptValue = client.interruptValue;
    const caught = client.runSync(`
import time
try:
    while True:
        time.sleep(0.01)
except KeyboardInterrupt:
    answer = "stopped while asleep"
answer
`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.interrupt();
    seen.caught = await caught;
    seen.afterwards = await client.run("1 + 1");
    seen.atOnce = await Promise.all(Array.from({ length: 20 }, (_, i) => client.run(`${i} ** 2`)));
    return seen;
  }, wheels);
}

export function expect(seen, assert) {
  assert.equal(seen.sum, 60);
  assert.deepEqual(seen.lines, ["out: one 2", "err: warning", "out: é"]);
  assert.deepEqual(seen.awaited, ["slow", "quick"]);
  assert.match(seen.timeout, /^TimeoutError/);
  assert.equal(seen.array, 124875);
  assert.equal(seen.bytes, "01abff");
  assert.deepEqual(seen.micropip, ["six", "six", "True"]);
  assert.match(seen.interrupted, /^KeyboardInterrupt/);
  assert.equal(seen.caught, "stopped while asleep");
  assert.equal(seen.interruptValue, 0);
  assert.equal(seen.atOnce[19], 361);
}
