// The editor makes its style rules while it runs. The page's content security policy forbids style elements, so the
// rules go into a constructed style sheet: the library does that by itself in a shadow root, and keeps what it made
// under a symbol on the root. That symbol is found on a probe and used for the document.
import { StyleModule } from "style-mod";

export function useConstructedSheets(): void {
  const probe = document.createElement("div").attachShadow({ mode: "open" });
  StyleModule.mount(probe, new StyleModule({}));
  for (const symbol of Object.getOwnPropertySymbols(probe)) {
    Object.defineProperty(document, symbol, { value: Reflect.get(probe, symbol) });
  }
}
