// A worker with an interpreter. Options in the address: withoutSuspending takes the engine's stack switching away first.

import { answerTo } from "./run-source.mjs";

const options = JSON.parse(decodeURIComponent(location.hash.slice(1)));
if (options.withoutSuspending) {
  delete WebAssembly.Suspending;
  delete WebAssembly.promising;
}

const loading = import("/dist/pyodide.mjs").then(async ({ loadPyodide }) => {
  const pyodide = await loadPyodide({ stdout() {}, stderr() {} });
  if (options.packages) await pyodide.loadPackage(options.packages, { messageCallback() {} });
  return pyodide;
});

onmessage = async ({ data: { id, source, args } }) => {
  postMessage({ id, answer: await answerTo(await loading, source, args) });
};
