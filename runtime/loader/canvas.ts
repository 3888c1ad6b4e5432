// The canvas that graphics libraries of C draw on (one of each kind).

import type { Glue } from "./glue.ts";

export function canvasApi(glue: Glue): object {
  const set = (canvas: HTMLCanvasElement) => void (glue.canvas = canvas);
  const get = () => glue.canvas as HTMLCanvasElement | undefined;
  return { setCanvas2D: set, getCanvas2D: get, setCanvas3D: set, getCanvas3D: get };
}
