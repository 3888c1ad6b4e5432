// Calls that may wait for promises while Python's stack sleeps (the engine's stack switching, JSPI).
//
// Between the end of a sleep and the moment that wasm goes on other tasks may run, and use the cells through which
// results cross. So what a sleeping call waits for comes back as a value of its own, and so does its result.

import type { ProxyState } from "./py_proxy.ts";
import type { Values } from "./values.ts";

const engine = WebAssembly as unknown as {
  Suspending?: new (body: (...args: any[]) => Promise<any>) => Function;
  promising?: (door: Function) => (...args: any[]) => Promise<any>;
};

/** Whether this engine can put a stack of wasm frames to sleep. */
export const canSwitchStacks = engine.Suspending !== undefined && engine.promising !== undefined;

const mostNested = 100;

/** How a promise ended. */
export class Settled {
  constructor(
    readonly failed: boolean,
    readonly value: unknown,
  ) {}
}

type WriteArguments = (state: ProxyState, positional: any[], keywords: [string, any][]) => number;

export class Suspender {
  /** Promising calls that have begun and have neither slept nor ended: JavaScript frames of each are on the stack. */
  #nested = 0;
  /** Promising calls that have begun and not ended. */
  running = 0;
  #enter: ((...args: any[]) => Promise<any>) | undefined;

  constructor(readonly values: Values) {}

  /** The import js_suspend. */
  import(): Function {
    const wait = async (promise: any): Promise<Settled> => {
      const { link } = this.values;
      link.exports.kelp_set_stack_pointer(link.outermostStack);
      let settled: Settled;
      try {
        settled = new Settled(false, await promise);
      } catch (error) {
        settled = new Settled(true, error);
      }
      if (link.ended !== undefined) await new Promise(() => undefined); // nobody may wake in a broken interpreter
      link.sparedTurn.begin(); // who wakes strikes himself off the list of those who wait
      return settled;
    };
    if (engine.Suspending !== undefined) return new engine.Suspending(wait);
    return () => new Settled(true, new Error("This engine cannot put WebAssembly to sleep"));
  }

  /** The operation `settled`: what js_suspend gave, now as a result (or as the error to throw). */
  static open(settled: Settled): unknown {
    if (settled.failed) throw settled.value;
    return settled.value;
  }

  /** Calls a Python object so that it may wait. Without stack switching it is an ordinary call. */
  async call(
    state: ProxyState,
    positional: any[],
    keywords: [string, any][],
    write: WriteArguments,
  ): Promise<any> {
    const { link } = this.values;
    const mark = link.top;
    const cells = write(state, positional, keywords);
    const object = state.live();
    if (!canSwitchStacks) {
      const status = link.exports.py_call(object, cells, positional.length, keywords.length);
      link.top = mark;
      return state.finishCall(status);
    }
    const running = this.#start(object, cells, positional.length, keywords.length);
    link.top = mark; // Python has read its arguments
    const answer = (await running) >>> 0;
    if ((answer & 1) !== 0) throw this.values.errorAt(answer - 1);
    return state.finishValue(this.values.fromAddress(answer));
  }

  /** Enters wasm on a C stack of its own; the caller's is in force again when the call sleeps or is over. */
  async #start(object: number, cells: number, count: number, keywords: number): Promise<number> {
    const { link } = this.values;
    const { exports, outermostStack } = link;
    if (this.#nested >= mostNested)
      throw new RangeError(`Waiting calls may be started inside each other ${mostNested} levels deep`);
    const stack = exports.kelp_take_stack();
    if (stack === 0) throw new RangeError("There is no memory for the stack of another waiting call");
    const before = exports.kelp_stack_pointer();
    exports.kelp_set_stack_pointer(exports.kelp_stack_top(stack));
    let running: Promise<number>;
    this.#nested++;
    try {
      running = this.#door()(object, cells, count, keywords);
    } finally {
      this.#nested--;
      exports.kelp_set_stack_pointer(before);
    }
    this.running++;
    const answer = await link.promise<number>((resolve, reject) => {
      running.then(resolve, (error: unknown) => {
        reject(error);
        link.end(error);
      });
    });
    this.running--;
    exports.kelp_set_stack_pointer(outermostStack); // no wasm frame is left below: this is a turn of the event loop
    exports.kelp_give_back_stack(stack);
    return answer;
  }

  #door(): (...args: any[]) => Promise<any> {
    return (this.#enter ??= engine.promising!(
      this.values.link.exports.py_call_promising as unknown as Function,
    ));
  }

  /** A callback of the event loop, which may wait. Errors in it go to the platform, as those of any task do. */
  runCallback(state: ProxyState): void {
    const over = (): void => state.release("it was a callback of the event loop and has run");
    if (this.values.link.ended !== undefined) return; // whoever ended it was told
    const { sparedTurn } = this.values.link;
    sparedTurn.begin();
    try {
      if (canSwitchStacks) void this.#run(state, over);
      else this.#runAtOnce(state, over);
    } finally {
      sparedTurn.end();
    }
  }

  #runAtOnce(state: ProxyState, over: () => void): void {
    try {
      state.call([]);
    } catch (error) {
      if (!this.#wasHeard()) throw error;
    } finally {
      over();
    }
  }

  /** The interpreter has ended, and the task that ended it was waited for. */
  #wasHeard(): boolean {
    const { link } = this.values;
    return link.ended !== undefined && link.endWasHeard;
  }

  async #run(state: ProxyState, over: () => void): Promise<void> {
    try {
      await this.call(state, [], [], () => 0);
    } catch (error) {
      if (this.#wasHeard()) return;
      globalThis.reportError === undefined
        ? setTimeout(() => {
            throw error;
          })
        : globalThis.reportError(error);
    } finally {
      over();
    }
  }

  /** A once-callable that may wait; it is let go when it is over. */
  async callOnce(state: ProxyState, args: any[], destroy: () => void): Promise<any> {
    try {
      return await this.call(state, args, [], (target, positional) => target.writeCells(positional));
    } finally {
      destroy();
    }
  }
}
