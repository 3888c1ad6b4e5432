// Interrupts: another thread writes a signal's number into a buffer, and Python looks at it (2: KeyboardInterrupt).

import type { BridgeInterface } from "../bridge/types.ts";
import type { Glue } from "./glue.ts";
import type { RunningMain } from "./main-module.ts";
import type { TypedArray } from "./public-types.ts";
import type { SparedTurn } from "../js/spared_turn.ts";

/** Between two looks of the interpreter there may be this many milliseconds; if there were more, the next step looks. */
const longEnough = 4;

/** CPython's PY_EMSCRIPTEN_SIGNAL_INTERVAL. */
const stepsBetweenLooks = 50;

/** Python's evaluation loop looks at the buffer while the flag is set (CPython's own Emscripten support). */
export function setInterruptBuffer(
  { glue, exports, memory }: RunningMain,
  bridge: BridgeInterface,
  buffer: TypedArray | undefined,
): void {
  glue.Py_EmscriptenSignalBuffer = buffer;
  new Uint8Array(memory.buffer)[exports.Py_EMSCRIPTEN_SIGNAL_HANDLING.value as number] = buffer ? 1 : 0;
  const waiting = bridge.importModule("_pyodide._interrupts");
  bridge.sparedTurn.isEnabled = buffer !== undefined;
  waiting["enable"](buffer !== undefined);
  waiting["destroy"]();
}

/**
 * What the interpreter calls to look: the signal's number, which is taken out of the buffer. Steps that are long calls
 * of C functions shorten the count of steps until the next look (runtime/main/signals.c).
 */
export function interruptReader(glue: Glue, clock: () => Int32Array, sparedTurn: SparedTurn): () => number {
  let last = 0;
  return () => {
    const now = performance.now();
    // The interpreter's own looks begin the count anew; with any other count somebody asks.
    const isSpared = sparedTurn.isOn(now) && clock()[0] === stepsBetweenLooks;
    if (now - last > longEnough) clock()[0] = 0;
    last = now;
    if (isSpared) return 0;
    return glue.Py_EmscriptenSignalBuffer === undefined ? 0 : take(glue.Py_EmscriptenSignalBuffer);
  };
}

/** One step, where the other thread may write between reading and resetting. */
function take(buffer: TypedArray): number {
  if (buffer[0] === 0) return 0;
  if (
    buffer instanceof Float32Array ||
    buffer instanceof Float64Array ||
    buffer instanceof Uint8ClampedArray
  ) {
    const signal = buffer[0]!;
    buffer[0] = 0;
    return signal;
  }
  return Atomics.exchange(buffer, 0, 0);
}
