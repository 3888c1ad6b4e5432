// One value, changed only by transactions, and those who want to know. Listeners run after the change is complete; a
// listener that dispatches again is served after the current round, so that all see the changes in the same order.

export interface Store<State, Transaction> {
  readonly state: State;
  dispatch(transaction: Transaction): void;
  /** Calls back after each change; the result takes the listener off. */
  subscribe(listener: (state: State, before: State) => void): () => void;
}

export function createStore<State, Transaction>(
  initial: State,
  apply: (state: State, transaction: Transaction) => State,
): Store<State, Transaction> {
  let state = initial;
  const listeners = new Set<(state: State, before: State) => void>();
  const waiting: Transaction[] = [];
  let busy = false;

  function step(transaction: Transaction): void {
    const before = state;
    state = apply(state, transaction);
    if (state !== before) for (const listener of listeners) listener(state, before);
  }

  return {
    get state() {
      return state;
    },
    dispatch(transaction) {
      waiting.push(transaction);
      if (busy) return;
      busy = true;
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) step(next);
      } finally {
        busy = false;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
