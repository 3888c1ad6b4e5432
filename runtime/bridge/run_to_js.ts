// The deep conversion from Python, JavaScript's half: a run of cells (run_to_js.cpp) becomes arrays, objects, sets and
// typed arrays. Containers that occur twice, or in themselves, stay one.

import { Status, Tag } from "../js/wire.ts";
import { copyOfBuffer } from "./buffer_view.ts";
import { ConversionError, exceptionOf } from "./errors.ts";
import { makeProxy, stateOfProxy, type ProxyState } from "./py_proxy.ts";
import type { Values } from "./values.ts";

type Convert = (value: any) => any;
type Cache = (input: any, output: any) => void;
export type Converter = (value: any, convert: Convert, cacheConversion: Cache) => any;

export interface ToJsOptions {
  /** Levels of containers to convert; -1: all. */
  depth?: number;
  /** Receives each PyProxy that the conversion makes. */
  pyproxies?: any[];
  /** False: a value that would become a PyProxy is an error. */
  create_pyproxies?: boolean;
  /** Makes the result for a dict from an iterable of [key, value]. */
  dict_converter?: (entries: Iterable<[any, any]>) => any;
  /** Called for each value that has no conversion of its own. */
  default_converter?: Converter;
  /** Called for each value that is no number, text …, before its own conversion. */
  eager_converter?: Converter;
}

const { fromEntries } = Object;

function define(object: Record<any, any>, key: any, value: any): void {
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

class RunReader {
  #at = 0;
  readonly #containers: any[] = [];

  constructor(
    readonly values: Values,
    readonly cells: number,
    readonly options: ToJsOptions,
    readonly cache: Map<number, any>,
    readonly convertAgain: Convert,
  ) {}

  readAll(): any {
    return this.read();
  }

  read(): any {
    const cell = this.cells + 16 * this.#at++;
    const { memory } = this.values.link;
    const at = cell >>> 2;
    const count = memory.u32[at + 1]!;
    switch (memory.u32[at]! as Tag) {
      case Tag.integer:
      case Tag.number:
        return memory.f64[(cell >>> 3) + 1];
      case Tag.list:
        return this.#list(count);
      case Tag.dict:
        return this.#dict(count);
      case Tag.set:
        return this.#set(count);
      case Tag.seen:
        return this.#containers[count];
      case Tag.array:
        return this.#remember(copyOfBuffer(this.values, memory.u32[at + 2]!));
      case Tag.python:
        return this.#leaf(memory.u32[at + 2]!, count);
      default:
        return this.values.read(cell);
    }
  }

  #remember<T>(container: T): T {
    this.#containers.push(container);
    return container;
  }

  #list(count: number): any[] {
    const list: any[] = this.#remember([]);
    for (let i = 0; i < count; i++) list.push(this.read());
    return list;
  }

  #set(count: number): Set<any> {
    const set = this.#remember(new Set<any>());
    for (let i = 0; i < count; i++) set.add(this.read());
    return set;
  }

  #dict(count: number): any {
    const { dict_converter } = this.options;
    if (dict_converter === undefined) return this.#object(count);
    return dict_converter === fromEntries ? this.#fromEntries(count) : this.#converted(count);
  }

  /** What Object.fromEntries would make, without the entries. */
  #fromEntries(count: number): any {
    const object: Record<any, any> = this.#remember({});
    for (let i = 0; i < count; i++) {
      const key = this.#key();
      define(object, key, this.read());
    }
    return object;
  }

  #object(count: number): any {
    const object: Record<string, any> = this.#remember({});
    let onlyTexts = true;
    for (let i = 0; i < count; i++) {
      let key = this.#key();
      if (typeof key !== "string") {
        onlyTexts = false;
        key = String(key);
      }
      if (!onlyTexts && Object.hasOwn(object, key)) this.#collision(key);
      const value = this.read();
      define(object, key, value);
    }
    return object;
  }

  /** A dict's key: a text, number, boolean or None. */
  #key(): any {
    const cell = this.cells + 16 * this.#at;
    const { memory } = this.values.link;
    const tag = memory.u32[cell >>> 2]! as Tag;
    if (tag === Tag.name) {
      this.#at++;
      return this.values.link.names[memory.u32[(cell >>> 2) + 1]!];
    }
    if (tag === Tag.python || tag === Tag.object) {
      const text = this.values.help(memory.u32[(cell >>> 2) + 2]!, "repr_of");
      throw new ConversionError(`Cannot use ${text} as a key for a Javascript Map`);
    }
    this.#at++;
    return this.values.read(cell);
  }

  #collision(key: string): never {
    throw new ConversionError(`Key collision when converting Python dictionary to JavaScript. Key: '${key}'`);
  }

  /** With a dict_converter: it sees complete values, so what refers back to this dict is filled in afterwards. */
  #converted(count: number): any {
    const place = this.#containers.push(undefined) - 1;
    const entries: [any, any][] = [];
    for (let i = 0; i < count; i++) {
      const key = this.read();
      entries.push([key, this.read()]);
    }
    const result = this.options.dict_converter!(entries);
    this.#containers[place] = result;
    return result;
  }

  #leaf(address: number, flags: number): any {
    if (this.cache.has(address)) return this.cache.get(address);
    const { default_converter, create_pyproxies, pyproxies } = this.options;
    if (default_converter !== undefined) return this.#ask(default_converter, address, flags);
    if (create_pyproxies === false) {
      const text = this.values.help(address, "repr_of");
      throw new ConversionError(`No conversion known for ${text}, and create_pyproxies is false`);
    }
    const proxy = this.#proxy(address, flags);
    pyproxies?.push(proxy);
    this.cache.set(address, proxy);
    return proxy;
  }

  #proxy(address: number, flags: number): any {
    this.values.link.exports.py_incref(address);
    return makeProxy(this.values, address, flags);
  }

  #ask(converter: Converter, address: number, flags: number): any {
    const proxy = this.#proxy(address, flags);
    const state = stateOfProxy(proxy)!;
    const result = converter(proxy, this.convertAgain, (input, output) => this.#note(input, output));
    if (result !== proxy) state.release("it was the argument of a converter, whose call is over");
    return result;
  }

  #note(input: any, output: any): void {
    const state = stateOfProxy(input);
    if (state !== undefined) this.cache.set(state.live(), output);
  }
}

/** Reads a run that lies in memory; the options' callbacks may call back into Python. */
export function readRun(
  values: Values,
  cells: number,
  options: ToJsOptions,
  cache = new Map<number, any>(),
): any {
  values.link.memory.check();
  const again: Convert = (value) => {
    const state = stateOfProxy(value);
    return state === undefined ? value : convert(values, state, options, cache);
  };
  return new RunReader(values, cells, options, cache, again).readAll();
}

function convert(values: Values, state: ProxyState, options: ToJsOptions, cache: Map<number, any>): any {
  const { link } = values;
  const { dict_converter } = options;
  const mayChange =
    options.default_converter !== undefined ||
    (dict_converter !== undefined && dict_converter !== fromEntries);
  if (link.exports.py_to_run(state.live(), options.depth ?? -1, mayChange ? 1 : 0) === Status.failed)
    throw values.takeError();
  link.memory.check();
  const cells = link.memory.u32[(link.fromPython >>> 2) + 2]!;
  const run = link.memory.u32[link.identity >>> 2]!;
  try {
    return readRun(values, cells, options, cache);
  } finally {
    link.exports.py_close_run(run);
  }
}

/** For JavaScript's callers: what cannot be converted is Python's ConversionError, as everywhere. */
export function toJs(proxy: any, state: ProxyState, options: ToJsOptions): any {
  try {
    return convertAll(proxy, state, options);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw state.values.errorAt(exceptionOf(state.values, error));
  }
}

function convertAll(proxy: any, state: ProxyState, options: ToJsOptions): any {
  if (options.eager_converter !== undefined) return eagerly(proxy, state, options);
  const result = convert(state.values, state, options, new Map());
  return stateOfProxy(result) !== undefined && options.depth === 0 ? proxy : result;
}

/** Level by level: each value is shown to the eager converter before its contents are converted. */
function eagerly(proxy: any, state: ProxyState, options: ToJsOptions): any {
  const { eager_converter, ...rest } = options;
  const { values } = state;
  const cache = new Map<number, any>();
  const oneLevel = (input: any): any => {
    const inner = stateOfProxy(input);
    if (inner === undefined) return input;
    const children = { ...rest, depth: 1, default_converter: (child: any) => ask(child) };
    return convert(values, inner, children, new Map());
  };
  const ask = (input: any): any => {
    const inner = stateOfProxy(input);
    if (inner === undefined) return input;
    const address = inner.live();
    if (cache.has(address)) return cache.get(address);
    let asked = false;
    const again: Convert = (value) => {
      if (stateOfProxy(value)?.address !== address || asked) return ask(value);
      asked = true;
      return oneLevel(value);
    };
    return eager_converter!(input, again, (from, to) => void cache.set(stateOfProxy(from)!.live(), to));
  };
  return ask(proxy);
}
