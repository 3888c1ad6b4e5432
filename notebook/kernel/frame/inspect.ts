// A JavaScript value as text, the way a reader wants to see it: short, two levels deep, never the whole of a large array.

const itemLimit = 100;

export function inspect(value: unknown, depth = 2): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return describeFunction(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return "Promise";
  if (value instanceof Element) return describeElement(value);
  return describeObject(value, depth);
}

function describeFunction(value: Function): string {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  return `${kind} ${value.name || "(anonymous)"}`;
}

function describeElement(element: Element): string {
  return `<${element.tagName.toLowerCase()}${element.id ? ` id="${element.id}"` : ""}>`;
}

function describeObject(value: object, depth: number): string {
  const inner = (item: unknown) => inspect(item, depth - 1);
  if (Array.isArray(value))
    return depth <= 0 ? `Array(${value.length})` : `[${limited(value, value.length, inner)}]`;
  if (ArrayBuffer.isView(value) && "length" in value)
    return describeTypedArray(value as unknown as TypedArray);
  if (value instanceof Map) {
    const pairs =
      depth <= 0 ? "…" : limited(value, value.size, ([key, item]) => `${inner(key)} → ${inner(item)}`);
    return `Map(${value.size}) {${pairs}}`;
  }
  if (value instanceof Set)
    return `Set(${value.size}) {${depth <= 0 ? "…" : limited(value, value.size, inner)}}`;
  const name = value.constructor?.name ?? "";
  const prefix = name === "Object" || name === "" ? "" : `${name} `;
  const entries = Object.entries(value);
  if (depth <= 0) return `${prefix}{…}`;
  return entries.length === 0
    ? `${prefix}{}`
    : `${prefix}{ ${limited(entries, entries.length, ([key, item]) => `${key}: ${inner(item)}`)} }`;
}

type TypedArray = Iterable<number | bigint> & { readonly length: number; readonly constructor: Function };

function describeTypedArray(array: TypedArray): string {
  return `${array.constructor.name}(${array.length}) [${limited(array, array.length, String, 20)}]`;
}

function limited<T>(items: Iterable<T>, size: number, show: (item: T) => string, limit = itemLimit): string {
  const shown: string[] = [];
  for (const item of items) {
    if (shown.length === limit) break;
    shown.push(show(item));
  }
  return shown.join(", ") + (size > limit ? `, … ${size - limit} more` : "");
}
