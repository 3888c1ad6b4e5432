/** Level of the public API that is served (Pyodide's numbering). */
export const apiVersion = "314.0.7";

/** Kelp's own version. */
export const kelpVersion = "0.1.0";

export const pythonVersion = "3.14";

/** Where the standard library stands in the file system; runtime/main/start.cpp names the same path. */
export const stdlibPath = "/lib/python314.zip";
