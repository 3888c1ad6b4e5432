// The classes of `pyodide.ffi`. A PyProxy is an instance of each whose ability its Python object has.

import { PyFlag } from "./proxy_flags.ts";
import { stateOfProxy } from "./py_proxy.ts";

function classFor(name: string, applies: (flags: number) => boolean): Function {
  const made = {
    [name]: class {
      constructor() {
        throw new TypeError(`${name} is not a constructor`);
      }
      static [Symbol.hasInstance](value: any): boolean {
        const state = stateOfProxy(value);
        return state !== undefined && applies(state.flags);
      }
    },
  };
  return made[name]!;
}

const has = (flag: number) => (flags: number) => (flags & flag) === flag;

export const PyProxy = classFor("PyProxy", () => true);

export const proxyClasses = {
  PyProxy,
  PyProxyWithLength: classFor("PyProxyWithLength", has(PyFlag.hasLength)),
  PyProxyWithGet: classFor("PyProxyWithGet", has(PyFlag.hasGet)),
  PyProxyWithSet: classFor("PyProxyWithSet", has(PyFlag.hasSet)),
  PyProxyWithHas: classFor("PyProxyWithHas", has(PyFlag.hasContains)),
  PyDict: classFor("PyDict", has(PyFlag.dict)),
  PyIterable: classFor("PyIterable", (flags) => (flags & (PyFlag.iterable | PyFlag.iterator)) !== 0),
  PyIterator: classFor("PyIterator", has(PyFlag.iterator)),
  PyGenerator: classFor("PyGenerator", has(PyFlag.generator)),
  PyAsyncIterable: classFor(
    "PyAsyncIterable",
    (flags) => (flags & (PyFlag.asyncIterable | PyFlag.asyncIterator)) !== 0,
  ),
  PyAsyncIterator: classFor("PyAsyncIterator", has(PyFlag.asyncIterator)),
  PyAsyncGenerator: classFor("PyAsyncGenerator", has(PyFlag.asyncGenerator)),
  PyAwaitable: classFor("PyAwaitable", has(PyFlag.awaitable)),
  PyCallable: classFor("PyCallable", has(PyFlag.callable)),
  PyBuffer: classFor("PyBuffer", has(PyFlag.buffer)),
  PySequence: classFor("PySequence", has(PyFlag.sequence)),
  PyMutableSequence: classFor("PyMutableSequence", has(PyFlag.mutableSequence)),
};

/** What Object.getPrototypeOf says of a PyProxy. */
export const prototypeFor = (flags: number): object =>
  (flags & PyFlag.callable) !== 0 ? callablePrototype : PyProxy.prototype;

// What is called is a Function, too.
const callablePrototype = Object.create(Function.prototype);
