// Elements in one expression.

type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

/** `on…` attributes are listeners, `text` is the content as plain text; false, null and undefined are left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (name === "text") made.textContent = String(value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

export function button(label: string, action: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return element("button", { type: "button", onclick: action, ...attributes }, label);
}

/** Sets text only when it differs: a live region speaks each time its text is set. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
