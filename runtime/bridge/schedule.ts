// A later turn of JavaScript's event loop, by the quickest means the platform has.

const later: (task: () => void) => void = (() => {
  const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => void };
  if (typeof setImmediate === "function") return (task) => setImmediate(task);
  if (typeof MessageChannel === "function") {
    const tasks: (() => void)[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => tasks.shift()!();
    return (task) => {
      tasks.push(task);
      port2.postMessage(0);
    };
  }
  return (task) => void setTimeout(task, 0);
})();

// Timers clamp short delays (4 ms in browsers): those become turns of the loop.
const shortest = 4;
const longest = 2 ** 31 - 1;

export function scheduleMacrotask(task: () => void, milliseconds: number): void {
  if (milliseconds < shortest) later(task);
  else if (milliseconds <= longest) setTimeout(task, milliseconds);
  else setTimeout(() => scheduleMacrotask(task, milliseconds - longest), longest);
}

const never = typeof SharedArrayBuffer === "function" ? new Int32Array(new SharedArrayBuffer(4)) : undefined;

/** Stops this thread. A page's main thread (or one without shared memory) can only do that by being busy. */
export function pause(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  try {
    if (never !== undefined) Atomics.wait(never, 0, 0, milliseconds);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // "Atomics.wait cannot be called in this context"
  }
  while (performance.now() < end);
}
