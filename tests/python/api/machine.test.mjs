import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dist, loadPyodide, temporaryFolder } from "./dist.mjs";

test("a folder of the machine is seen where it was asked for, and only there", async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "in.txt"), "from outside");
  const pyodide = await loadPyodide();
  pyodide.mountNodeFS("/mnt/data", folder);
  assert.equal(pyodide.runPython("open('/mnt/data/in.txt').read()"), "from outside");
  pyodide.runPython("open('/mnt/data/out.txt', 'w').write('from inside')");
  assert.equal(readFileSync(join(folder, "out.txt"), "utf8"), "from inside");
  assert.equal(pyodide.runPython("import os; os.path.exists('/etc/passwd')"), false);
  assert.throws(
    () => pyodide.mountNodeFS("/mnt/other", join(folder, "absent")),
    /is not a folder of this machine/,
  );
});

test("an interrupt ends an endless loop", async () => {
  const pyodide = await loadPyodide();
  const buffer = new Uint8Array(new SharedArrayBuffer(1));
  pyodide.setInterruptBuffer(buffer);
  pyodide.registerJsModule("interrupting", { now: () => (buffer[0] = 2) });
  assert.throws(
    () => pyodide.runPython("import interrupting\ninterrupting.now()\nwhile True: pass"),
    /KeyboardInterrupt/,
  );
  assert.equal(pyodide.runPython("1 + 1"), 2);
  pyodide.setInterruptBuffer(undefined);
});

test("an interrupt ends an endless loop in a call that may sleep, and after it has slept", async () => {
  const pyodide = await loadPyodide();
  const buffer = new Uint8Array(new SharedArrayBuffer(1));
  pyodide.setInterruptBuffer(buffer);
  pyodide.registerJsModule("interrupting", { now: () => (buffer[0] = 2) });
  const loop = "import asyncio, interrupting\nawait asyncio.sleep(0)\ninterrupting.now()\nwhile True: pass";
  await assert.rejects(() => pyodide.runPythonAsync(loop), /KeyboardInterrupt/);
  await assert.rejects(() => pyodide.runPythonAsync(loop.replace("await", "#")), /KeyboardInterrupt/);
  assert.equal(await pyodide.runPythonAsync("1 + 1"), 2);
});

const python = (words, options = {}) =>
  spawnSync(process.execPath, [join(dist, "python_cli_entry.mjs"), ...words], {
    encoding: "utf8",
    ...options,
  });

test("the command line runs code, with arguments and the exit status", () => {
  const { status, stdout, stderr } = python(["-c", "import sys; print(sys.argv); sys.exit(3)", "a b"]);
  assert.deepEqual([status, stdout, stderr], [3, "['-c', 'a b']\n", ""]);
});

test("the command line runs a file and sees no other", (context) => {
  const folder = temporaryFolder(context);
  const script = join(folder, "script.py");
  writeFileSync(
    script,
    "import os, sys\nprint(os.path.basename(__file__), os.listdir(os.path.dirname(__file__)))\n",
  );
  writeFileSync(join(folder, "other.txt"), "");
  assert.equal(python([script]).stdout, "script.py ['script.py']\n");
  assert.equal(python(["absent.py"]).status, 2);
});

test("the command line shows a folder when asked to and works in it", (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "sub", "helper.py"), "value = 42\n");
  writeFileSync(
    join(folder, "sub", "main.py"),
    "import helper, os\nprint(helper.value, sorted(name for name in os.listdir('.') if name.endswith('.py')))\n",
  );
  const { stdout, stderr } = python(["--mount", folder, "main.py"], { cwd: join(folder, "sub") });
  assert.equal(stdout, "42 ['helper.py', 'main.py']\n", stderr);
});

test("the command line runs modules, reads pipes, installs what is imported", () => {
  const json = python(["-m", "json.tool", "--compact"], { input: '{"a": [1, 2]}' });
  assert.equal(json.stdout, '{"a":[1,2]}\n', json.stderr);
  assert.equal(python(["-c", "import six; print(six.PY3)"]).stdout, "True\n");
});

test("an uncaught exception shows its line and ends with status 1", () => {
  const { status, stderr } = python(["-c", "x = 1\n1 / 0"]);
  assert.equal(status, 1);
  assert.match(stderr, /line 2[\s\S]*ZeroDivisionError: division by zero/);
});
