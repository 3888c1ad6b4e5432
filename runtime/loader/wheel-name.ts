// Names of wheel files (PEP 427): package, version and what the wheel is made for.

export interface WheelName {
  readonly name: string;
  readonly version: string;
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}

/** Platform tags of wheels that this runtime loads; "any" is pure Python. */
export const platformTags = ["any", "emscripten_3_1_69_wasm32", "pyemscripten_2026_0_wasm32"];
const abiTags = ["none", "abi3", "cp314"];

/** Undefined if the file is not named like a wheel. */
export function parseWheelName(file: string): WheelName | undefined {
  const match = /^([^-]+)-([^-]+)(?:-\d[^-]*)?-([^-]+)-([^-]+)-([^-]+)\.whl$/.exec(file);
  if (match === null) return undefined;
  const [, name, version, pythons, abis, platforms] = match as unknown as string[];
  const list = (tags: string | undefined) => tags!.split(".");
  return {
    name: name!,
    version: version!,
    pythons: list(pythons),
    abis: list(abis),
    platforms: list(platforms),
  };
}

/** Throws, naming the tags of both sides, if the wheel is for another Python or platform. */
export function checkWheelTags(file: string, wheel: WheelName): void {
  const fits =
    wheel.platforms.some((tag) => platformTags.includes(tag)) &&
    wheel.abis.some((tag) => abiTags.includes(tag)) &&
    wheel.pythons.some(fitsPython);
  if (fits) return;
  const tag = file
    .replace(/\.whl$/, "")
    .split("-")
    .slice(-3)
    .join("-");
  throw new Error(
    `${file} is for ${tag} and cannot be used here: this is cp314-cp314-${platformTags[1]} ` +
      `(${platformTags[2]} and py3-none-any are taken too)`,
  );
}

function fitsPython(tag: string): boolean {
  const stable = /^cp3(\d+)$/.exec(tag); // of a stable ABI wheel: this version or an older one
  return (
    tag === "py3" || tag === "py314" || tag === "py2.py3" || (stable !== null && Number(stable[1]) <= 14)
  );
}
