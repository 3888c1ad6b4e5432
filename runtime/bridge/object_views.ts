// Objects that stand for another JavaScript object in Python (as_object_map, as_py_json). Where they go back to JavaScript
// the object itself arrives.

const seenAs = new WeakMap<object, object>();
/** Most programs make no view; then nothing is looked up. */
let views = false;

export function markView(view: object, object: object): void {
  views = true;
  seenAs.set(view, object);
}

/** The object behind a view; anything else as it is. */
export function withoutView(value: any): any {
  return views && typeof value === "object" && value !== null ? (seenAs.get(value) ?? value) : value;
}
