// One runtime's connection: linear memory, the exports, the texts of names, the map of values known to Python, and the
// arena in linear memory where JavaScript writes arguments and results.

import type { BridgeExports } from "./exports.ts";
import { Memory } from "./memory.ts";
import { SparedTurn } from "./spared_turn.ts";

const arenaSize = 1 << 20;

/** More than the loop takes to ask for an interrupt, fewer than a count begins with: so the two can be told apart. */
const stepsOfOwnWork = 40;

type Door = (a?: unknown, b?: unknown, c?: unknown, d?: unknown) => any;

/** What gives something back: harmless, and called by the garbage collector when nobody could catch an error. */
const givesBack = new Set([
  "kelp_free",
  "kelp_give_back_stack",
  "kelp_set_stack_pointer",
  "py_close_run",
  "py_decref",
  "py_release_buffer",
]);

function stopped(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Python has stopped for good and must be loaded again: an earlier call ended inside WebAssembly (${reason})`,
    { cause },
  );
}

/** What JavaScript knows of linear memory, for a memory image. */
export interface LinkState {
  names: string[];
  interned: [text: string, address: number][];
  top: number;
  end: number;
}

const slots = 2 ** 24; // generation * slots + slot is an exact integer

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

export class Link {
  readonly memory = new Memory();
  exports!: BridgeExports;
  readonly names: string[] = [];
  /** Slot and generation of the JsProxy or JsException of each object that has one, which keeps the object alive. */
  readonly known = new Map<object, number>();
  /** Top of the arena: what lies below belongs to calls in progress. */
  top = 0;
  fromJs = 0;
  fromPython = 0;
  identity = 0;
  /** The C stack pointer when no wasm frame is active. */
  outermostStack = 0;
  /** Turns of the event loop's own work. */
  readonly sparedTurn = new SparedTurn(() => {
    this.memory.check();
    this.memory.i32[this.exports.kelp_signal_clock() >> 2] = stepsOfOwnWork;
  });
  #records = 0;
  #end = 0;
  readonly #interned = new Map<string, number>();

  /** What wasm itself threw (a trap, the engine's stack used up), once that has happened. */
  ended: { cause: unknown } | undefined;
  #onFatal: (error: unknown) => void = () => undefined;
  /** Fails what waits for Python. */
  readonly #waiting = new Set<(error: unknown) => void>();
  /** Whether somebody who waited was told that the interpreter has ended. */
  endWasHeard = false;

  /**
   * A JavaScript error that leaves wasm has cut off C frames in the middle of their work: reference counts, thread
   * states and locks are in no known state, so no later call is let in.
   */
  end(cause: unknown): void {
    if (this.ended !== undefined) return;
    this.ended = { cause };
    this.endWasHeard = this.#waiting.size > 0;
    for (const reject of this.#waiting) reject(stopped(cause));
    this.#waiting.clear();
    this.#onFatal(cause);
  }

  /** A promise that Python keeps, by calling what `start` was given. It fails when the interpreter ends before that. */
  promise<T>(start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const settled = (): void => void this.#waiting.delete(reject);
      this.#waiting.add(reject);
      try {
        start(
          (value) => (settled(), resolve(value)),
          (error) => (settled(), reject(error)),
        );
      } catch (error) {
        settled();
        throw error;
      }
    });
  }

  #guarded(bare: BridgeExports): BridgeExports {
    const guard =
      (name: string, door: Door): Door =>
      (a, b, c, d) => {
        if (this.ended !== undefined) {
          if (givesBack.has(name)) return 0;
          throw stopped(this.ended.cause);
        }
        try {
          return door(a, b, c, d);
        } catch (error) {
          this.end(error);
          throw error;
        }
      };
    const entries = Object.entries(bare).filter(([name]) => /^(kelp|py)_/.test(name));
    // What WebAssembly.promising takes must be the export itself.
    return Object.fromEntries(
      entries.map(([name, door]) => [name, name === "py_call_promising" ? door : guard(name, door as Door)]),
    ) as unknown as BridgeExports;
  }

  /** `onFatal` hears once what ended the interpreter. */
  attach(bare: BridgeExports, memory: WebAssembly.Memory, onFatal: (error: unknown) => void): void {
    this.#onFatal = onFatal;
    const exports = (this.exports = this.#guarded(bare));
    this.memory.attach(memory);
    const layout = exports.kelp_layout() >>> 2;
    const u32 = this.memory.u32;
    this.fromJs = u32[layout]!;
    this.fromPython = u32[layout + 1]!;
    this.identity = u32[layout + 2]!;
    this.#records = u32[layout + 3]!;
    this.top = exports.kelp_malloc(arenaSize) >>> 0;
    if (this.top === 0) throw new RangeError("There is no memory for the bridge's arena");
    this.top = (this.top + 7) & ~7;
    this.#end = this.top + arenaSize - 8;
    this.outermostStack = exports.kelp_stack_pointer();
    this.memory.check();
  }

  state(): LinkState {
    return { names: this.names, interned: [...this.#interned], top: this.top, end: this.#end };
  }

  /** Linear memory is now that of an image. */
  restore({ names, interned, top, end }: LinkState): void {
    this.memory.refresh();
    this.names.splice(0, Infinity, ...names);
    this.#interned.clear();
    for (const [text, address] of interned) this.#interned.set(text, address);
    this.top = top;
    this.#end = end;
  }

  /** A kept value of an image: the Python object that stands for it is known again. */
  putBack(slot: number, value: unknown): void {
    this.exports.kelp_put_back(slot, value);
    if (!isObject(value) || this.ownerOfSlot(slot) === 0) return;
    const record = (this.memory.u32[this.#records >>> 2]! >>> 2) + slot * 2;
    this.known.set(value, this.memory.u32[record]! * slots + slot);
  }

  /** Takes bytes from the arena; the caller puts `top` back when he is done. Aligned to 8. */
  take(bytes: number): number {
    const at = this.top;
    const next = at + ((bytes + 7) & ~7);
    if (next > this.#end)
      throw new RangeError("Too many arguments, or calls nested too deeply, between JavaScript and Python");
    this.top = next;
    return at;
  }

  /** The Python object (borrowed) that stands for a value of this slot and generation, or 0. */
  ownerOf(known: number): number {
    const u32 = this.memory.u32;
    const generation = Math.floor(known / slots);
    const record = (u32[this.#records >>> 2]! >>> 2) + (known - generation * slots) * 2;
    return u32[record] === generation ? u32[record + 1]! : 0;
  }

  /** The JsProxy or JsException (borrowed) of this object, or 0. */
  ownerOfKnown(value: object): number {
    const known = this.known.get(value);
    return known === undefined ? 0 : this.ownerOf(known);
  }

  /** The Python object (borrowed) that stands for the value in this slot, or 0. */
  ownerOfSlot(slot: number): number {
    this.memory.check();
    const u32 = this.memory.u32;
    return u32[(u32[this.#records >>> 2]! >>> 2) + slot * 2 + 1]!;
  }

  /** Notes that the Python object just made (its slot is in fromPython) stands for this value. */
  remember(value: object): void {
    this.known.set(value, this.lastKnown());
  }

  /** The Python object that stood for this value is gone. */
  forget(value: object, slot: number): void {
    const known = this.known.get(value);
    if (known !== undefined && known % slots === slot) this.known.delete(value);
  }

  /** Slot and generation of the Python object just made for a JavaScript value. */
  lastKnown(): number {
    this.memory.check();
    const u32 = this.memory.u32;
    const slot = u32[(this.fromPython >>> 2) + 1]!;
    const record = (u32[this.#records >>> 2]! >>> 2) + slot * 2;
    return u32[record]! * slots + slot;
  }

  /** An interned Python str, borrowed for ever. `write` puts the text into a cell. */
  intern(text: string, write: (cell: number, text: string) => void): number {
    const found = this.#interned.get(text);
    if (found !== undefined) return found;
    const mark = this.top;
    const cell = this.take(16);
    write(cell, text);
    const status = this.exports.py_intern(cell);
    this.top = mark;
    if (status !== 0) throw new RangeError("There is no memory for another name");
    this.memory.check();
    const name = this.memory.u32[(this.fromPython >>> 2) + 2]!;
    this.#interned.set(text, name);
    return name;
  }
}
