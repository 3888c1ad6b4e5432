// The names of a build: the main module carries one that its linker wrote, the standard library is told by its content.

import { checksum } from "./checksum.ts";
import type { BuildNames } from "./format.ts";

export function buildNames(main: WebAssembly.Module, stdlib: Uint8Array): BuildNames {
  const [name] = WebAssembly.Module.customSections(main, "build_id");
  if (name === undefined)
    throw new Error(
      "this runtime was linked without a name of its build, so memory images cannot be told apart",
    );
  const bytes = stdlib.byteOffset % 4 === 0 ? stdlib : stdlib.slice();
  return {
    main: hex(new Uint8Array(name)),
    stdlib: checksum(bytes)
      .map((sum) => sum.toString(16))
      .join("-"),
  };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
