// Operations of JavaScript arrays as Python's MutableSequence.

import { missing, type Operation } from "../js/imports.ts";
import { stateOfProxy } from "./py_proxy.ts";

const insertPlace = (index: number, length: number): number =>
  index < 0 ? Math.max(0, index + length) : Math.min(index, length);

/** A Python list, given as its PyProxy, as an array of its elements by the implicit conversion. */
function elementsOf(list: any): any[] {
  const state = stateOfProxy(list)!;
  try {
    return state.elements();
  } finally {
    state.release("it carried the arguments of an array operation");
  }
}

function places(start: number, count: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i * step);
}

/** Python's equality: other containers are compared by Python. */
function sameValue(a: any, b: any): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

export function arrayOperations(): Record<string, Operation> {
  return {
    array_set(self, index, value) {
      // An array grows, as in JavaScript; a typed array cannot.
      if (index < 0 || (index >= self.length && !Array.isArray(self))) return missing;
      self[index] = value;
    },
    array_delete(self, index) {
      if (index < 0 || index >= self.length) return missing;
      self.splice(index, 1);
    },
    array_slice(self, start, count, step) {
      if (step === 1 && typeof self.slice === "function") return self.slice(start, start + count);
      const picked = places(start, count, step).map((at) => self[at]);
      return Array.isArray(self)
        ? picked
        : typeof self.constructor?.from === "function"
          ? self.constructor.from(picked)
          : picked;
    },
    array_set_slice(self, start, count, step, list) {
      const elements = elementsOf(list);
      if (step === 1 && Array.isArray(self)) spliceAll(self, start, count, elements);
      else places(start, count, step).forEach((at, i) => (self[at] = elements[i]));
    },
    array_delete_slice(self, start, count, step) {
      if (step === 1) return void self.splice(start, count);
      const gone = new Set(places(start, count, step));
      const kept = self.filter((_: any, at: number) => !gone.has(at));
      self.length = 0;
      for (const element of kept) self.push(element);
    },
    array_push: (self, value) => void self.push(value),
    array_extend(self, list) {
      for (const element of elementsOf(list)) self.push(element);
    },
    array_insert: (self, index, value) => void self.splice(insertPlace(index, self.length), 0, value),
    array_pop(self, index) {
      const at = index < 0 ? index + self.length : index;
      return at < 0 || at >= self.length ? missing : self.splice(at, 1)[0];
    },
    array_index(self, value, start, stop) {
      const length = self.length;
      const from = start < 0 ? Math.max(0, start + length) : start;
      const to = Math.min(stop < 0 ? stop + length : stop, length);
      for (let at = from; at < to; at++) if (sameValue(self[at], value)) return at;
      return missing;
    },
    array_count: (self, value) =>
      Array.prototype.filter.call(self, (element) => sameValue(element, value)).length,
    array_reverse: (self) => void self.reverse(),
    array_concat: (self, list) => [...self, ...elementsOf(list)],
    array_repeat: (self, times) => Array.from({ length: Math.max(0, times) }, () => [...self]).flat(1),
  };
}

/** splice without spreading: an argument list has a limit. */
function spliceAll(self: any[], start: number, count: number, elements: any[]): void {
  const tail = self.slice(start + count);
  self.length = start;
  for (const element of elements) self.push(element);
  for (const element of tail) self.push(element);
}
