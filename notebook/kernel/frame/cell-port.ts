// What a language may do to the cell that runs.
import type { CellError } from "../../state/outputs.ts";

export interface CellPort {
  write(name: "stdout" | "stderr", text: string): void;
  /** `value` tells that this is the value of the cell's last expression. */
  display(data: Record<string, string>, value: boolean): void;
  error(error: CellError): void;
  showNode(node: Node): void;
  /** The element in which the cell may draw. */
  slot(): HTMLElement;
}
