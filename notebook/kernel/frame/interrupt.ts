// Stop for a frame whose main thread is busy: a worker of the frame listens on a port of its own and writes the
// signal's number into shared memory, which Python looks at while it computes.

const sigint = 2;

// Kept as text: the worker must come from the frame's own site under every server, and is five lines long.
const relay = `onmessage = ({ data: { port, buffer } }) => {
  const signal = new Uint8Array(buffer);
  port.onmessage = () => Atomics.store(signal, 0, ${sigint});
};`;

/** The byte that holds a wanted signal, or null where memory cannot be shared: only a restart helps there. */
export function startInterrupter(port: MessagePort): Uint8Array | null {
  if (!globalThis.crossOriginIsolated) return null;
  const buffer = new SharedArrayBuffer(64);
  const url = URL.createObjectURL(new Blob([relay], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.postMessage({ port, buffer }, [port]);
  return new Uint8Array(buffer);
}
