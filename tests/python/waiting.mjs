// Where waiting works: what each way to wait does in Python that JavaScript called so that it may wait ("waits"), and in
// Python that cannot ("cannot": an engine without stack switching, or a call by runPython). docs/where-waiting-works.md.

const cannotSwitch = "RuntimeError: Cannot stack switch here";
const preamble = `
import asyncio, time
from pyodide.ffi import can_run_sync, run_sync
async def later(value, seconds=0.02):
    await asyncio.sleep(seconds)
    return value
async def fails():
    await asyncio.sleep(0)
    raise KeyError("in a task")
def kind(value):
    return type(value).__name__ if isinstance(value, asyncio.Future) else value
`;

const cases = [
  { code: "can_run_sync()", waits: true, cannot: false },
  { code: "run_sync(later(5))", waits: 5, cannot: cannotSwitch },
  { code: "kind(asyncio.run(later(5)))", waits: 5, cannot: "PyodideTask" },
  { code: "kind(asyncio.get_event_loop().run_until_complete(later(5)))", waits: 5, cannot: "PyodideTask" },
  {
    code: "with asyncio.Runner() as runner: r = kind(runner.run(later(5)))\nr",
    waits: 5,
    cannot: "PyodideTask",
  },
  {
    code: "t = time.monotonic(); time.sleep(0.05); 0.05 <= time.monotonic() - t < 5",
    waits: true,
    cannot: true,
  },
  {
    // Whether others run while time.sleep sleeps.
    code: "r = []\nasyncio.get_event_loop().call_later(0.01, r.append, 1); time.sleep(0.1); len(r)",
    waits: 1,
    cannot: 0,
  },
  { code: "time.sleep(-1)", waits: "ValueError: sleep", cannot: "ValueError: sleep" },
  { code: "input('name? ') + input()", waits: "firstsecond", cannot: "firstsecond" },
];

/** What needs only `await`, and so runs in every engine. */
const everywhere = [
  ["await later(5)", 5],
  ["await asyncio.gather(*(later(n, 0.01 * (9 - n)) for n in range(9))) == list(range(9))", true],
  ["await asyncio.wait_for(later(5), 5)", 5],
  ["await asyncio.wait_for(later(5, 60), 0.02)", "TimeoutError"],
  ["async with asyncio.timeout(0.02): await asyncio.sleep(60)", "TimeoutError"],
  ["await fails()", "KeyError: 'in a task'"],
  [
    "r = await asyncio.gather(fails(), later(5), return_exceptions=True)\n[type(r[0]).__name__, r[1]] == ['KeyError', 5]",
    true,
  ],
  [
    "r = []\ntry:\n  async with asyncio.TaskGroup() as g: g.create_task(fails()); g.create_task(later(5, 60))\nexcept* KeyError as e: r.append(len(e.exceptions))\nr == [1]",
    true,
  ],
  [
    "t = asyncio.ensure_future(later(5, 60)); await asyncio.sleep(0); t.cancel()\ntry: await t\nexcept asyncio.CancelledError: r = t.cancelled()\nr",
    true,
  ],
  [
    "t = asyncio.ensure_future(later(5, 60)); asyncio.get_event_loop().call_later(0.02, t.cancel); await t",
    "CancelledError",
  ],
  ["await asyncio.to_thread(lambda: 5)", 5],
  ["import threading; await asyncio.to_thread(threading.current_thread) is threading.main_thread()", true],
  ["def f(): raise KeyError('x')\nawait asyncio.to_thread(f)", "KeyError: 'x'"],
  ["await asyncio.to_thread(time.sleep, 0.01)", undefined],
  ["asyncio.run(asyncio.to_thread(lambda: 5)) and True", true],
  ["q = asyncio.Queue(); asyncio.get_event_loop().call_later(0.02, q.put_nowait, 7); await q.get()", 7],
  [
    "e = asyncio.Event(); l = asyncio.Lock()\nasync def f():\n  async with l: await e.wait()\n  return 1\nt = [asyncio.ensure_future(f()) for _ in range(20)]\nawait asyncio.sleep(0); e.set(); sum(await asyncio.gather(*t))",
    20,
  ],
  [
    "r = []\nfor n in (3, 1, 2): asyncio.get_event_loop().call_later(n * 0.02, r.append, n)\nwhile len(r) < 3: await asyncio.sleep(0.01)\nr == [1, 2, 3]",
    true,
  ],
  [
    "h = asyncio.get_event_loop().call_later(0.01, print, 'never'); h.cancel(); await asyncio.sleep(0.03); h.cancelled()",
    true,
  ],
];

/** Fifty Python stacks asleep at once, which wake in another order than they fell asleep. */
const manyStacks = `
order = []
async def one(n):
    def deep(level):
        if level: return deep(level - 1) + 1
        run_sync(asyncio.sleep(((n * 17) % 50) * 0.004 + 0.02))
        order.append(n)
        return run_sync(later(n, 0.01))
    return deep(n % 7) - n % 7
results = await asyncio.gather(*(one(n) for n in range(50)))
results == list(range(50)) and sorted(order) == list(range(50)) and order != sorted(order)
`;

/**
 * All cases, for runs in an engine that can switch stacks or not: how to run the code, and what it gives (a text that
 * an error's last line begins with, or the value).
 */
export function waitingCases(canSwitchStacks) {
  const table = cases.flatMap(({ code, waits, cannot }) => [
    { code, way: "runPythonAsync", gives: canSwitchStacks ? waits : cannot },
    { code, way: "runPython", gives: cannot },
  ]);
  const awaited = everywhere.map(([code, gives]) => ({ code, way: "runPythonAsync", gives }));
  const many = canSwitchStacks ? [{ code: manyStacks, way: "runPythonAsync", gives: true }] : [];
  return [...table, ...awaited, ...many];
}

/** Runs in the page, the worker, or Node: what a case gives. Nothing may hang. */
export async function outcomeOf(pyodide, preamble, code, way) {
  const answers = ["first", "second"];
  pyodide.setStdin({ stdin: () => answers.shift() });
  const globals = pyodide.toPy({});
  let timer;
  const tooLong = new Promise((resolve) => (timer = setTimeout(() => resolve("it hangs"), 20_000)));
  const run = async () => {
    try {
      const value = await pyodide[way](preamble + code, { globals });
      return value === undefined || value === null ? undefined : value.toJs ? String(value) : value;
    } catch (error) {
      const last = error.message
        .trim()
        .split("\n")
        .filter((line) => /^\S/.test(line))
        .at(-1);
      return last.replace(/^(asyncio\.exceptions\.|builtins\.)/, "");
    }
  };
  try {
    return await Promise.race([run(), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

export { preamble };
