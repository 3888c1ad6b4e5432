// Typed arrays (and DataViews) over Python's memory that say what is wrong when they have become useless.
//
// When the memory grows, the engine detaches every array over it: the length is 0, elements read as undefined, and
// methods throw a sentence that does not help. The language lets nobody intercept the reading of an element, but
// everything else goes through the prototype, so each array is of a class of its own, a subclass of the usual one.

type ElementsConstructor = new (buffer: ArrayBufferLike, offset?: number, length?: number) => any;

const classes = new Map<ElementsConstructor, ElementsConstructor>();

function stale(): Error {
  return new Error(
    "This array showed Python's memory, which has moved since: read it again from the view that getBuffer() gave (view.data)",
  );
}

// Detached is what has neither bytes nor the excuse of an empty buffer: Python's memory is never empty.
const check = (array: ArrayBufferView): void => {
  if (array.buffer.byteLength === 0) throw stale();
};

/** `own` of the prototype `from`, with the check before it. */
function guarded(own: PropertyDescriptor): PropertyDescriptor {
  const { get, value } = own;
  if (get !== undefined)
    return {
      ...own,
      get(this: any) {
        check(this);
        return get.call(this);
      },
    };
  return {
    ...own,
    value(this: any, ...args: unknown[]) {
      check(this);
      return value.apply(this, args);
    },
  };
}

const untouched: ReadonlySet<PropertyKey> = new Set(["constructor", "buffer", Symbol.toStringTag]);

function makeClass(base: ElementsConstructor): ElementsConstructor {
  // What such an array makes (slice, map) is an ordinary array of JavaScript's own memory.
  const shared = {
    [base.name]: class extends base {
      static get [Symbol.species](): ElementsConstructor {
        return base;
      }
    },
  }[base.name]!;
  const level = base === (DataView as unknown) ? base.prototype : Object.getPrototypeOf(base.prototype);
  for (const name of Reflect.ownKeys(level)) {
    const own = Object.getOwnPropertyDescriptor(level, name)!;
    const isGuarded = !untouched.has(name) && (own.get !== undefined || typeof own.value === "function");
    if (isGuarded) Object.defineProperty(shared.prototype, name, guarded(own));
  }
  return shared;
}

/** The class of arrays over Python's memory for one of the language's array classes. */
export function sharedArrayClass(base: ElementsConstructor): ElementsConstructor {
  let made = classes.get(base);
  if (made === undefined) classes.set(base, (made = makeClass(base)));
  return made;
}
