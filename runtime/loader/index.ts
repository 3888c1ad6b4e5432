export { loadPyodide } from "./load-pyodide.ts";
export { apiVersion as version, kelpVersion } from "./version.ts";
export type * from "./public-types.ts";
