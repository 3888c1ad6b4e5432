// Pages of the JavaScript API, made by TypeDoc from the types that a distribution brings (their comments stand in
// runtime/loader/public-types.ts and ffi-types.ts).

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;

const compilerOptions = {
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["esnext", "dom"],
  types: [],
  skipLibCheck: true,
};

function run(program, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, program), ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}${stderr}`);
}

/** @returns {Record<string, string>} file name -> text */
export function javascriptPages() {
  const folder = mkdtempSync(join(tmpdir(), "kelp-reference-"));
  try {
    run("runtime/loader/scripts/build.mjs", [folder]);
    const tsconfig = join(folder, "tsconfig.json");
    writeFileSync(tsconfig, JSON.stringify({ compilerOptions, include: ["*.d.ts"] }));
    const pages = ["pyodide", "ffi"];
    run("node_modules/typedoc/bin/typedoc", [
      ...["--plugin", "typedoc-plugin-markdown", "--plugin", join(root, "scripts/reference/own-members.mjs")],
      ...["--tsconfig", tsconfig, "--out", join(folder, "out")],
      ...pages.flatMap((name) => ["--entryPoints", join(folder, `${name}.d.ts`)]),
      ...["--readme", "none", "--disableSources", "--excludeExternals", "--outputFileStrategy", "modules"],
      ...["--hideBreadcrumbs", "--hidePageHeader", "--hideGenerator", "--treatWarningsAsErrors"],
      ...["--interfacePropertiesFormat", "table", "--parametersFormat", "table"],
    ]);
    return Object.fromEntries(
      pages.map((name) => [`${name}.md`, readFileSync(join(folder, "out", `${name}.md`), "utf8")]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
