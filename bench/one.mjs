// One measurement in a process of its own: `node one.mjs RUNTIME GROUP` prints {name: value} as JSON.
const [runtime, group] = process.argv.slice(2);
const { start } = await import("./runtimes.mjs");

async function startup() {
  const before = performance.now();
  const pyodide = await start(runtime);
  const loaded = performance.now();
  pyodide.runPython("1+1");
  const first = performance.now();
  const memory = process.memoryUsage().rss / 1e6;
  const _loadSnapshot = (await start(runtime, { _makeSnapshot: true })).makeMemorySnapshot();
  const beforeImage = performance.now();
  (await start(runtime, { _loadSnapshot })).runPython("1+1");
  return {
    "loadPyodide()": loaded - before,
    "loadPyodide() to the first result of 1+1": first - before,
    "from a memory image to the first result of 1+1": performance.now() - beforeImage,
    "resident memory after 1+1, MB": memory,
  };
}

const results =
  group === "startup"
    ? await startup()
    : await (await import(`./${group}.mjs`)).measure(await start(runtime));
process.stdout.write(JSON.stringify(results) + "\n");
process.exit(0);
