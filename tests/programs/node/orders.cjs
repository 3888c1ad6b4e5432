// The same program's first step in CommonJS: node orders.cjs PATH-OF-PYODIDE

const { loadPyodide } = require(process.argv[2]);

loadPyodide().then(async (pyodide) => {
  const answer = await pyodide.runPythonAsync(`
    import asyncio
    await asyncio.sleep(0)
    [n for n in range(40) if n > 1 and all(n % d for d in range(2, n))]
  `);
  console.log(answer.toJs().join(" "));
  answer.destroy();
});
