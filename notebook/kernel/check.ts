// Small checks that turn an unknown value into a known type, or say why it is none. Messages from the frame come from
// strangers' code, so every field is read through one of these, with a limit on its size.

export type Check<T> = (value: unknown, where: string) => T;

export class Refused extends Error {}

function refuse(where: string, expected: string): never {
  throw new Refused(`${where} is not ${expected}`);
}

export function text(limit: number): Check<string> {
  return (value, where) => {
    if (typeof value !== "string") refuse(where, "text");
    if (value.length > limit) refuse(where, `at most ${limit} characters long`);
    return value;
  };
}

export function number(low: number, high: number): Check<number> {
  return (value, where) => {
    if (typeof value !== "number" || !(value >= low && value <= high))
      refuse(where, `a number from ${low} to ${high}`);
    return value;
  };
}

export const truth: Check<boolean> = (value, where) =>
  typeof value === "boolean" ? value : refuse(where, "true or false");

export function oneOf<T extends string>(...choices: T[]): Check<T> {
  return (value, where) =>
    choices.find((choice) => choice === value) ?? refuse(where, `one of ${choices.join(", ")}`);
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value, where) => (value === null || value === undefined ? null : check(value, where));
}

export function list<T>(check: Check<T>, limit: number): Check<T[]> {
  return (value, where) => {
    if (!Array.isArray(value)) refuse(where, "a list");
    if (value.length > limit) refuse(where, `at most ${limit} items long`);
    return value.map((item, index) => check(item, `${where}[${index}]`));
  };
}

export function record<T>(fields: { [Name in keyof T]: Check<T[Name]> }): Check<T> {
  return (value, where) => {
    if (typeof value !== "object" || value === null) refuse(where, "an object");
    const result: Partial<T> = {};
    for (const name in fields) {
      result[name] = fields[name]((value as Record<string, unknown>)[name], `${where}.${name}`);
    }
    return result as T;
  };
}

/** A table from names to texts, with a limit on all of it together. */
export function texts(limit: number): Check<Record<string, string>> {
  return (value, where) => {
    if (typeof value !== "object" || value === null) refuse(where, "an object");
    let size = 0;
    const result: Record<string, string> = Object.create(null);
    for (const [name, item] of Object.entries(value)) {
      if (typeof item !== "string") refuse(`${where}.${name}`, "text");
      size += name.length + item.length;
      if (size > limit) refuse(where, `at most ${limit} characters long`);
      result[name] = item;
    }
    return result;
  };
}
