// Where this code runs: a page, a worker, or Node (and those that imitate it).

const scope = globalThis as {
  process?: {
    versions?: { node?: string; v8?: string };
    type?: string;
    getBuiltinModule?(name: string): unknown;
  };
  document?: Document;
};

/** Node, or a program with Node's modules (Deno, Bun). Electron's windows count as pages. */
export const inNode = typeof scope.process?.versions?.node === "string" && scope.process.type !== "renderer";

/**
 * Whether a frame of a large WebAssembly function takes kilobytes of the engine's stack, some four times as much as in
 * other engines: V8 before version 12, as in Node 20.
 */
export const hasLargeFrames = Number.parseInt(scope.process?.versions?.v8 ?? "99", 10) < 12;

export const inPage = !inNode && scope.document !== undefined;

type NodeModules = {
  "node:crypto": typeof import("node:crypto");
  "node:fs": typeof import("node:fs");
  "node:path": typeof import("node:path");
  "node:tty": typeof import("node:tty");
  "node:url": typeof import("node:url");
  "node:zlib": typeof import("node:zlib");
};

/** A module of Node itself. The name is not spelled out in an import, so bundlers for pages do not look for it. */
export async function nodeModule<Name extends keyof NodeModules>(name: Name): Promise<NodeModules[Name]> {
  const builtin = scope.process?.getBuiltinModule?.(name); // since Node 20.16
  const specifier: string = name;
  return (builtin ??
    (await import(/* webpackIgnore: true */ /* @vite-ignore */ specifier))) as NodeModules[Name];
}
