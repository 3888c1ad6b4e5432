// The event loop's own work: short, and not to be cut off in the middle.
//
// An interrupt that strikes while a callback is taken out of the loop's queue, or while a future is given its
// result, would leave others waiting for ever. So the interpreter's own looks at the interrupt buffer find nothing
// at the beginning of such a turn; who waits for a program asks for itself (_pyodide/_interrupts.py) and is told.
// A turn that goes on for long is a program at work and can be interrupted.

/** Milliseconds after which a turn is no longer spared. */
const longest = 5;

export class SparedTurn {
  /** Whether there is an interrupt buffer at all. */
  isEnabled = false;
  #until = 0;

  constructor(readonly expectNoLook: () => void) {}

  begin(): void {
    if (!this.isEnabled) return;
    this.#until = performance.now() + longest;
    this.expectNoLook();
  }

  end(): void {
    this.#until = 0;
  }

  isOn(now: number): boolean {
    return now < this.#until;
  }
}
