// The page's side: requests with numbers, answers as promises, a buffer through which a run is interrupted.

export class PythonWorker {
  #worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
  #waiting = new Map();
  #last = 0;
  #interrupt = new Uint8Array(new SharedArrayBuffer(1));
  lines = [];

  constructor() {
    this.#worker.addEventListener("message", ({ data }) => this.#receive(data));
    this.#worker.postMessage({ kind: "interrupt buffer", buffer: this.#interrupt });
  }

  #receive(message) {
    if (message.kind === "line") {
      this.lines.push(message.line);
      return;
    }
    const { resolve, reject } = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === "result") resolve(message.result);
    else reject(Object.assign(new Error(message.text), { type: message.type }));
  }

  #request(message, transfer = []) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...message, id }, transfer);
    });
  }

  /** Runs Python source with these values as its globals. */
  run(source, values = {}) {
    return this.#request({ kind: "run", source, values });
  }

  runSync(source) {
    return this.#request({ kind: "runSync", source });
  }

  install(addresses) {
    return this.#request({ kind: "install", addresses });
  }

  /** Sums a Float64Array whose memory moves into the worker. */
  sum(numbers) {
    return this.#request({ kind: "sum", numbers }, [numbers.buffer]);
  }

  interrupt() {
    this.#interrupt[0] = 2;
  }

  get interruptValue() {
    return this.#interrupt[0];
  }
}
