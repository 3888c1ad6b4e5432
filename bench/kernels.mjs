// Pure Python kernels: milliseconds for one run, warm (third run) and cold (first run in the process).

export const unit = "ms";

const kernels = {
  recursion: "def f(n): return n if n < 2 else f(n-1) + f(n-2)\ndef run(): f(21)",
  "integer loop": "def run():\n    s = 0\n    for i in range(400_000): s += i & 7\n    return s",
  "float loop": "def run():\n    s = 0.0\n    for i in range(300_000): s += i * 0.5\n    return s",
  objects:
    "class P:\n    def __init__(self, x): self.x = x\n    def add(self, o): return P(self.x + o.x)\ndef run():\n    p = P(0); q = P(1)\n    for i in range(60_000): p = p.add(q)",
  "builtin calls": "def run():\n    for i in range(80_000): len(str(abs(i)))",
  dicts: "def run():\n    d = {}\n    for i in range(100_000): d[i % 1000] = d.get(i % 1000, 0) + 1",
  generators: "def g(n):\n    for i in range(n): yield i\ndef run(): sum(g(200_000))",
  strings: "def run():\n    return ','.join(str(i) for i in range(60_000)).split(',')",
  sort: "import random\nrandom.seed(1)\ndata = [random.random() for _ in range(60_000)]\ndef run(): sorted(data)",
  json: "import json\ndata = [{'a': i, 'b': [i, i / 3], 'c': str(i)} for i in range(4_000)]\ndef run(): json.loads(json.dumps(data))",
  regex:
    "import re\ntext = 'the quick brown fox ' * 4_000\ndef run(): re.findall(r'\\b(\\w)(\\w*)\\b', text)",
};

/** @returns {Promise<Record<string, number>>} milliseconds, by name */
export async function measure(pyodide) {
  const results = {};
  for (const [name, code] of Object.entries(kernels)) {
    const globals = pyodide.runPython("{}");
    pyodide.runPython(code, { globals });
    const run = globals.get("run");
    const times = [];
    for (let i = 0; i < 6; ++i) {
      const before = performance.now();
      run();
      times.push(performance.now() - before);
    }
    results[`${name}, cold`] = times[0];
    results[`${name}, warm`] = Math.min(...times.slice(2));
    run.destroy();
    globals.destroy();
  }
  return results;
}
