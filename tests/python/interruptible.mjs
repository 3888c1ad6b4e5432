// Programs that never end by themselves; `ways` says how they can be run.

export const canSwitchStacks = "Suspending" in WebAssembly;

const both = ["runPython", "runPythonAsync"];
const later = ["runPythonAsync"];

export const interruptible = (canSwitchStacks) => [
  { name: "a loop", code: "while True: pass", ways: both },
  {
    name: "a loop that catches every Exception",
    code: "while True:\n  try: 1 / 0\n  except Exception: pass",
    ways: both,
  },
  { name: "time.sleep", code: "import time; time.sleep(60)", ways: both },
  {
    name: "sorting with NumPy",
    code: "import numpy as np; a = np.random.rand(20_000)\nwhile True: np.sort(a)",
    ways: both,
  },
  {
    name: "products of matrices",
    code: "import numpy as np; a = np.random.rand(100, 100)\nwhile True: a = a @ a * 0.001",
    ways: both,
  },
  {
    name: "functions of large arrays",
    code: "import numpy as np; a = np.random.rand(200_000)\nwhile True: np.sin(a)",
    ways: both,
  },
  { name: "asyncio.sleep", code: "import asyncio; await asyncio.sleep(60)", ways: later },
  { name: "an awaited promise", code: "import js; await js.Promise.new(lambda *_: None)", ways: later },
  {
    name: "asyncio.gather",
    code: "import asyncio; await asyncio.gather(asyncio.sleep(60), asyncio.sleep(90))",
    ways: later,
  },
  ...(canSwitchStacks
    ? [
        {
          name: "asyncio.run",
          code: "import asyncio; asyncio.run(asyncio.sleep(60))",
          ways: later,
        },
        {
          name: "run_sync of a promise",
          code: "from pyodide.ffi import run_sync\nimport js; run_sync(js.Promise.new(lambda *_: None))",
          ways: later,
        },
      ]
    : []),
];
