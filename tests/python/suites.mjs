// What is run inside the runtime. `source` suites take test files from a package's source archive, as its
// recipe names it; they are files that wheels leave out.

/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {boolean} [api] tests of the JavaScript side, in api/
 * @property {string} [script] a program below tests/ that runs the suite and takes `DIST --result FILE`
 * @property {boolean} [once] in one Node only, since the suite runs in a browser
 * @property {string[]} [packages] to install first
 * @property {string} [folder] tests of this repository
 * @property {{ recipe: string, paths: string[] }} [source] files and folders of a source archive
 * @property {string[]} [targets] what pytest is given, counted from site-packages
 * @property {string[]} [options] more arguments of pytest
 * @property {Record<string, string>} [deselect] tests that cannot pass here -> reason
 * @property {number} atLeast passes that there must be, so that a suite cannot shrink unnoticed
 */

/** @type {Record<string, Suite>} */
export const suites = {
  api: { title: "The JavaScript API", api: true, atLeast: 30 },
  differential: { title: "The differential table", script: "differential/run.mjs", atLeast: 1980 },
  "differential-chromium": {
    title: "The differential table in Chromium",
    script: "differential/chromium.mjs",
    once: true,
    atLeast: 2020,
  },
  page: { title: "The runtime in a page and in workers", script: "page/run.mjs", once: true, atLeast: 130 },
  programs: {
    title: "Programs for Pyodide's documented API",
    script: "programs/run.mjs",
    once: true,
    atLeast: 5,
  },
  "pytest-pyodide": {
    title: "pytest-pyodide in Node and Chromium",
    script: "pytest-pyodide/run.mjs",
    once: true,
    atLeast: 32,
  },
  own: {
    title: "Kelp's own tests",
    packages: ["msgpack", "jiter", "msgspec", "pydantic-core", "tzdata"],
    folder: "own",
    atLeast: 130,
  },
  "numpy-core": {
    title: "NumPy: arrays",
    packages: ["numpy", "hypothesis"],
    source: { recipe: "numpy", paths: ["numpy/conftest.py", "numpy/_core/tests", "numpy/testing/tests"] },
    targets: ["numpy/_core/tests/test_multiarray.py"],
    atLeast: 14000,
  },
  "numpy-parts": {
    title: "NumPy: linear algebra, Fourier transforms, random numbers",
    packages: ["numpy", "hypothesis"],
    source: {
      recipe: "numpy",
      paths: ["numpy/conftest.py", "numpy/linalg/tests", "numpy/fft/tests", "numpy/random/tests"],
    },
    targets: [
      "numpy/linalg/tests/test_linalg.py",
      "numpy/fft/tests",
      "numpy/random/tests/test_generator_mt19937.py",
      "numpy/random/tests/test_random.py",
    ],
    atLeast: 1000,
  },
  "pandas-groupby": {
    title: "pandas: groupby",
    packages: ["pandas", "hypothesis"],
    source: {
      recipe: "pandas",
      paths: ["pandas/conftest.py", "pandas/tests/__init__.py", "pandas/tests/groupby"],
    },
    targets: ["pandas/tests/groupby/test_groupby.py"],
    atLeast: 2400,
  },
};
