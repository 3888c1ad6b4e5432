// Writes the loader's files of a distribution: node scripts/build.mjs [FOLDER] (default: dist/ of this workspace).

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const out = resolve(process.argv[2] ?? join(root, "dist"));

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  sourcemap: true,
  sourcesContent: true,
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: root,
};

// A classic script, or a CommonJS module: both know their own address in another way than ES modules do.
const ownAddress =
  'typeof document=="object"&&document.currentScript?document.currentScript.src:' +
  'typeof __filename=="string"?"file://"+encodeURI(__filename):globalThis.location?globalThis.location.href:""';

async function buildLoader() {
  const entryPoints = ["index.ts"];
  await build({ ...common, entryPoints, format: "esm", outfile: join(out, "pyodide.mjs") });
  await build({
    ...common,
    entryPoints,
    format: "iife",
    globalName: "kelpLoader",
    outfile: join(out, "pyodide.js"),
    define: { "import.meta.url": "kelpLoaderAddress" },
    banner: { js: `var kelpLoaderAddress=${ownAddress};` },
    footer: {
      js:
        'if(typeof module=="object"&&module.exports)module.exports=kelpLoader;' +
        "globalThis.loadPyodide=kelpLoader.loadPyodide;",
    },
  });
}

// The command line imports the loader's bundle, which lies beside it.
const besideLoader = {
  name: "beside-loader",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/index\.ts$/ }, () => ({ path: "./pyodide.mjs", external: true }));
  },
};

async function buildCommandLine() {
  await build({
    ...common,
    entryPoints: ["node/python-cli.ts"],
    format: "esm",
    platform: "node",
    sourcemap: false,
    outfile: join(out, "python_cli_entry.mjs"),
    plugins: [besideLoader],
  });
}

function writeTypes() {
  copyFileSync(join(root, "ffi-types.ts"), join(out, "ffi.d.ts"));
  const types = readFileSync(join(root, "public-types.ts"), "utf8").replaceAll("./ffi-types.ts", "./ffi");
  const values = `
export declare function loadPyodide(options?: PyodideConfig): Promise<PyodideAPI>;
/** Level of the API. */
export declare const version: string;
export declare const kelpVersion: string;
`;
  writeFileSync(join(out, "pyodide.d.ts"), types + values);
}

function writePackage() {
  const { apiVersion, kelpVersion } = readVersions();
  const files = [
    "pyodide.asm.wasm",
    "pyodide.asm.mjs",
    "python_stdlib.zip",
    "pyodide.mjs",
    "pyodide.js",
    "pyodide-lock.json",
  ];
  const manifest = {
    name: "pyodide",
    version: apiVersion,
    description: `Scientific Python in the web page: Kelp ${kelpVersion}`,
    license: "Apache-2.0",
    main: "pyodide.js",
    types: "pyodide.d.ts",
    engines: { node: ">=20" },
    exports: {
      ".": { types: "./pyodide.d.ts", require: "./pyodide.js", import: "./pyodide.mjs" },
      "./ffi": { types: "./ffi.d.ts" },
      ...Object.fromEntries([...files, "package.json"].map((file) => [`./${file}`, `./${file}`])),
    },
  };
  writeFileSync(join(out, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function readVersions() {
  const text = readFileSync(join(root, "version.ts"), "utf8");
  const value = (name) => new RegExp(`${name} = "([^"]+)"`).exec(text)[1];
  return { apiVersion: value("apiVersion"), kelpVersion: value("kelpVersion") };
}

mkdirSync(out, { recursive: true });
await buildLoader();
await buildCommandLine();
writeTypes();
writePackage();
