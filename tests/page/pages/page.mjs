// The page's side of support.mjs: an interpreter in the page itself, and interpreters in workers by name.

import { answerTo } from "./run-source.mjs";

const workers = new Map();
let last = 0;

/** Sends a worker Ctrl-C, and notes when. */
function interruptLater({ buffer, at, after }) {
  setTimeout(() => {
    at[0] = performance.timeOrigin + performance.now();
    Atomics.store(buffer, 0, 2);
  }, after);
}

globalThis.tests = {
  async startWorker(name, options) {
    const worker = new Worker(`/tests/page/pages/worker.mjs#${encodeURIComponent(JSON.stringify(options))}`, {
      type: "module",
    });
    workers.set(name, worker);
    worker.addEventListener("message", ({ data }) => data.interrupt && interruptLater(data.interrupt));
    await this.inWorker(name, "() => undefined", []);
  },

  inWorker(name, source, args) {
    const worker = workers.get(name);
    const id = ++last;
    return new Promise((resolve, reject) => {
      worker.addEventListener("error", (event) => reject(new Error(`the worker failed: ${event.message}`)));
      worker.addEventListener("message", function listen({ data }) {
        if (data.id !== id) return;
        worker.removeEventListener("message", listen);
        resolve(data.answer);
      });
      worker.postMessage({ id, source, args });
    });
  },

  endWorker(name) {
    workers.get(name).terminate();
    workers.delete(name);
  },

  async load(options) {
    const { loadPyodide } = await import("/dist/pyodide.mjs");
    globalThis.pyodide = await loadPyodide({ stdout() {}, stderr() {}, ...options });
  },

  inPage: (source, args) => answerTo(globalThis.pyodide, source, args),
};
globalThis.isReady = true;
