// Packages from the runtime's lock: loaded when a cell imports them or the front matter names them. A package that
// cannot be loaded fails the cell with a sentence; the cell is not run against half of what it needs.
import type { Progress } from "../../state/notebook.ts";
import type { Pyodide } from "./runtime-api.ts";

type Wanted = { readonly imports: string } | { readonly names: readonly string[] };

export async function loadPackages(
  pyodide: Pyodide,
  wanted: Wanted,
  report: (progress: Progress) => void,
): Promise<void> {
  const failures: string[] = [];
  let name = "";
  const options = {
    messageCallback: (message: string) => {
      const names = /^Loading (.+)$/.exec(message)?.[1]?.split(", ");
      if (names) name = mostTelling(names, wanted);
    },
    errorCallback: (message: string) => void failures.push(message),
    progressCallback: ({ packagesDone, packages }: { packagesDone: number; packages: number }) =>
      report({ python: null, packages: { name, done: packagesDone, total: packages }, step: null }),
  };
  try {
    if (!("names" in wanted)) await pyodide.loadPackagesFromImports(wanted.imports, options);
    else if (wanted.names.length > 0) await pyodide.loadPackage(wanted.names.map(withoutVersion), options);
  } catch (error) {
    throw new Error(`A package could not be loaded: ${String((error as Error).message).split("\n", 1)[0]}`);
  }
  if (failures.length > 0) throw new Error(`A package could not be loaded: ${failures.join(" ")}`);
}

/** The package that the reader has written down, rather than one that it needs. */
function mostTelling(names: readonly string[], wanted: Wanted): string {
  const text = "names" in wanted ? wanted.names.join(" ") : wanted.imports;
  return (names.find((name) => text.includes(name)) ?? names[0] ?? "").slice(0, 60);
}

/** "matplotlib>=3.8" asks for matplotlib; the runtime serves one version of each. */
function withoutVersion(requirement: string): string {
  return requirement.split(/[\s<>=!~;[]/, 1)[0] ?? requirement;
}
