// Runs the script, as a user would, in each Node, on a folder of two files of orders.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

function run(node, args) {
  const { status, signal, stdout, stderr } = spawnSync(node, args, { encoding: "utf8", timeout: 120_000 });
  return {
    end: signal ?? status,
    stdout: stdout.trimEnd().split("\n"),
    stderr: stderr.trimEnd().split("\n"),
  };
}

/** @param {{ pyodide: string, nodes: Record<string, string> }} where folder of the runtime; programs of Node by version */
export function use({ pyodide, nodes }) {
  const folder = mkdtempSync(join(tmpdir(), "kelp-orders-"));
  try {
    writeFileSync(join(folder, "june.csv"), "customer,amount,currency\nÅsa,10,euro\nBo,12.5,dollar\n");
    writeFileSync(join(folder, "may.csv"), "customer,amount,currency\nÅsa,2.5,dollar\n");
    const seen = {};
    for (const [version, node] of Object.entries(nodes)) {
      seen[`module, Node ${version}`] = run(node, [
        join(here, "orders.mjs"),
        pathToFileURL(join(pyodide, "pyodide.mjs")).href,
        folder,
      ]);
      seen[`CommonJS, Node ${version}`] = run(node, [join(here, "orders.cjs"), join(pyodide, "pyodide.js")]);
    }
    return seen;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function expect(seen, assert) {
  for (const [name, { end, stdout, stderr }] of Object.entries(seen)) {
    assert.equal(end, 0, `${name}: ${stderr.join("\n")}`);
    if (name.startsWith("CommonJS")) assert.deepEqual(stdout, ["2 3 5 7 11 13 17 19 23 29 31 37"]);
    else {
      assert.equal(stdout[0], '[["Bo",10],["Åsa",12]]');
      assert.ok(stdout.includes("Ada ordered 3"));
      assert.ok(stdout.includes("42"));
      assert.deepEqual(stderr, ["to the error stream"]);
    }
  }
}
