// Random operations on both sides of the border, a million crossings. A failing run is repeated with the seed it prints:
// KELP_SOAK_SEED=… node tests/python/run.mjs api
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { loadPyodide } from "./dist.mjs";

const crossings = 1_000_000;
const seed = Number(process.env.KELP_SOAK_SEED ?? 20261123);

/** mulberry32 */
function generator(state) {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const python = `
import gc
from pyodide.ffi import JsException, create_once_callable, create_proxy, to_js

class Thing:
    def __init__(self): self.value = 1
    def twice(self, x): return x * 2
    def fail(self, text): raise ValueError(text)

thing = Thing()

def echo(x): return x
def call_many(f, n):
    total = 0
    for i in range(n): total += f(i)
    return total
def attributes(o, n):
    for i in range(n): o.value = o.value + 1
    return o.value
def catch(f, n):
    caught = 0
    for _ in range(n):
        try: f()
        except JsException as error: caught += error.message == "thrown"
    return caught
def give_callback(f, n):
    for _ in range(n): f(lambda x: x + 1)
def give_proxy(f):
    with_proxy = create_proxy([1, 2, 3])
    try: return f(with_proxy)
    finally: with_proxy.destroy()
def give_once(f): f(create_once_callable(lambda: 5))
def walk(array): return sum(1 for _ in array) + len(array) + (array[0] if len(array) else 0)
def deep(value): return to_js(value.to_py())
def cycle():
    a = []; a.append(a)
    return None
async def wait(promise): return await promise
`;

/** Random plain values; `depth` bounds the nesting. */
function someValue(random, depth = 3) {
  const kind = random(depth > 0 ? 9 : 6);
  const texts = [
    "",
    "a",
    "ascii text of some length, longer than one word",
    "é€",
    "𝒳 beyond",
    "\ud800 alone",
  ];
  switch (kind) {
    case 0:
      return random(1000) - 500;
    case 1:
      return random(1e6) / 7;
    case 2:
      return texts[random(texts.length)];
    case 3:
      return random(2) === 0;
    case 4:
      return 2n ** BigInt(random(100));
    case 5:
      return undefined;
    case 6:
      return Array.from({ length: random(6) }, () => someValue(random, depth - 1));
    case 7:
      return Array.from({ length: 2 + random(30) }, () => random(1e5));
    default:
      return Object.fromEntries(
        Array.from({ length: random(5) }, (_, i) => [`k${i}`, someValue(random, depth - 1)]),
      );
  }
}

/** Each answers how many crossings it made, and leaves nothing behind. */
function operationsOf(pyodide, random) {
  pyodide.runPython(python);
  const f = Object.fromEntries(
    "echo call_many attributes catch give_callback give_proxy give_once walk deep cycle wait thing"
      .split(" ")
      .map((name) => [name, pyodide.globals.get(name)]),
  );
  const thrower = () => {
    throw new Error("thrown");
  };
  const operations = [
    function echoes() {
      const value = someValue(random, 0);
      const back = f.echo(value);
      assert.ok(Object.is(back, value) || typeof value === "bigint");
      const object = { value };
      assert.equal(f.echo(object), object);
      return 4;
    },
    function convertsThereAndBack() {
      const value = someValue(random);
      const proxy = pyodide.toPy(value);
      if (proxy?.toJs === undefined) return 1;
      assert.deepEqual(proxy.toJs(), value);
      proxy.destroy();
      return 3;
    },
    function callsBack() {
      const n = 20 + random(200);
      assert.equal(
        f.call_many((x) => x, n),
        (n * (n - 1)) / 2,
      );
      return n + 2;
    },
    function readsAndWrites() {
      const n = 10 + random(100);
      assert.equal(f.attributes({ value: 0 }, n), n);
      f.thing.value = n;
      assert.equal(f.thing.value, n);
      assert.equal(f.thing.twice(n), 2 * n);
      return 2 * n + 6;
    },
    function throwsIn() {
      const n = 1 + random(10);
      assert.equal(f.catch(thrower, n), n);
      return n + 2;
    },
    function throwsOut() {
      assert.throws(() => f.thing.fail("no"), /ValueError: no/);
      return 3;
    },
    function givesCallbacks() {
      const n = 1 + random(20);
      let sum = 0;
      f.give_callback((g) => void (sum += g(1)), n);
      assert.equal(sum, 2 * n);
      return 2 * n + 2;
    },
    function givesProxies() {
      assert.equal(
        f.give_proxy((list) => list.length + list.get(0)),
        4,
      );
      f.give_once((once) => assert.equal(once(), 5));
      return 8;
    },
    function walks() {
      const array = Array.from({ length: random(20) }, () => 1);
      assert.equal(f.walk(array), 2 * array.length + (array.length > 0 ? 1 : 0));
      return array.length + 4;
    },
    function convertsInPython() {
      const value = { a: [1, { b: 2 }], c: "x".repeat(random(2000)) };
      assert.deepEqual(f.deep(value), value);
      return 3;
    },
    function looksIntoBuffers() {
      const bytes = pyodide.runPython(`bytearray(${1 + random(100)})`);
      const view = bytes.getBuffer();
      view.data[0] = 7;
      assert.equal(bytes.get(0), 7);
      view.release();
      bytes.destroy();
      return 5;
    },
    function leavesToTheCollector() {
      pyodide.runPython("[1]");
      f.cycle();
      return 2;
    },
    async function waits() {
      assert.equal(await f.wait(Promise.resolve(3)), 3);
      const late = new Promise((_, reject) => setTimeout(reject, 1, new Error("late")));
      late.catch(() => {}); // it may fail before Python begins to wait for it
      await assert.rejects(f.wait(late), /late/);
      return 8;
    },
  ];
  return operations;
}

async function settled(pyodide, gc) {
  for (let round = 0; round < 6; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  pyodide.runPython("import gc; gc.collect(); None");
  return {
    ...pyodide._api.liveCounts(),
    memory: pyodide._module.HEAPU8.length,
  };
}

test(`a million random crossings leave nothing behind (seed ${seed})`, { timeout: 240_000 }, async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const pyodide = await loadPyodide();
  const random = generator(seed);
  const operations = operationsOf(pyodide, random);
  // The engine collects when it likes, and until then what it will collect takes memory: here it is often asked to.
  const rest = async () => {
    gc();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const run = async (count) => {
    let done = 0;
    let next = 0;
    while (done < count) {
      if (done >= next) {
        await rest();
        next += 10_000;
      }
      const operation = operations[random(operations.length)];
      try {
        done += await operation();
      } catch (error) {
        throw new Error(`${operation.name} after ${done} crossings, seed ${seed}`, { cause: error });
      }
    }
  };
  await run(crossings / 5); // by then every type, name and stack that will be kept exists
  const before = await settled(pyodide, gc);
  await run((4 * crossings) / 5);
  assert.deepEqual(await settled(pyodide, gc), before);
});

test("each operation alone gives back what it took", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const pyodide = await loadPyodide();
  for (const operation of operationsOf(pyodide, generator(seed))) {
    for (let i = 0; i < 3; i++) await operation();
    const before = await settled(pyodide, gc);
    for (let i = 0; i < 5; i++) await operation();
    const { references, proxies } = await settled(pyodide, gc);
    assert.deepEqual(
      { references, proxies },
      { references: before.references, proxies: before.proxies },
      operation.name,
    );
  }
});
