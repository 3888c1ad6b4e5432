// CSS cells: one style element each in the frame's document, replaced when the cell runs again.

export function applyStyle(chunk: string, source: string): void {
  const id = `kelp-style-${chunk}`;
  const style = document.getElementById(id) ?? document.head.appendChild(document.createElement("style"));
  style.id = id;
  style.textContent = source;
}
