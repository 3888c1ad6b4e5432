// A thread with an interpreter that runs what it is sent and says how it ended.

import { parentPort, workerData } from "node:worker_threads";

const { loadPyodide } = await import(`file://${workerData.dist}/pyodide.mjs`);
const pyodide = await loadPyodide();
await pyodide.loadPackage("numpy", { messageCallback() {} });
pyodide.setInterruptBuffer(workerData.buffer);

parentPort.on("message", async ({ code, way }) => {
  parentPort.postMessage({ begins: true });
  const answer = {};
  try {
    answer.value = await pyodide[way](code);
  } catch (error) {
    answer.error = error.type ?? error.name;
    answer.text = error.message;
  }
  parentPort.postMessage({ ...answer, at: performance.timeOrigin + performance.now() });
});
