import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { canSwitchStacks } from "../interruptible.mjs";
import { loadPyodide, loadWithOutput } from "./dist.mjs";

let pyodide;
before(async () => {
  pyodide = await loadPyodide();
  pyodide.runPython("import sys, os");
});
beforeEach(() => {
  pyodide.setStdin();
  pyodide.setStdout();
  pyodide.setStderr();
});

test("lines are given when they are complete", () => {
  const lines = [];
  pyodide.setStdout({ batched: (line) => lines.push(line) });
  pyodide.runPython("print('a', end='')");
  assert.deepEqual(lines, []);
  pyodide.runPython("print('bé🐍'); print('c')");
  assert.deepEqual(lines, ["abé🐍", "c"]);
});

test("output and errors are apart and in order", () => {
  const lines = [];
  pyodide.setStdout({ batched: (line) => lines.push(`out ${line}`) });
  pyodide.setStderr({ batched: (line) => lines.push(`err ${line}`) });
  pyodide.runPython("print(1); print(2, file=sys.stderr); print(3)");
  assert.deepEqual(lines, ["out 1", "err 2", "out 3"]);
});

test("bytes are given one by one, C code's too", () => {
  const bytes = [];
  pyodide.setStdout({ raw: (byte) => bytes.push(byte) });
  pyodide.runPython("print('é'); os.write(1, b'z')");
  assert.deepEqual(bytes, [195, 169, 10, 122]);
});

test("a writer gets whole writes and may be a terminal with a size", () => {
  const writes = [];
  pyodide.setStdout({
    write: (buffer) => (writes.push(new TextDecoder().decode(buffer)), buffer.length),
    isatty: true,
    getTerminalSize: () => ({ columns: 77, rows: 33 }),
  });
  assert.deepEqual(pyodide.runPython("list(os.get_terminal_size(1))").toJs(), [77, 33]);
  assert.equal(pyodide.runPython("os.isatty(1)"), true);
  pyodide.runPython("print('one'); print('two')");
  assert.equal(writes.join(""), "one\ntwo\n");
});

test("a writer that takes only a part is called again", () => {
  let text = "";
  pyodide.setStdout({ write: (buffer) => ((text += String.fromCharCode(buffer[0])), 1) });
  pyodide.runPython("os.write(1, b'ab'); print('cdef')");
  assert.match(text, /cdef\n$/);
});

test("input comes line by line", () => {
  const answers = ["first", "second\n"];
  pyodide.setStdin({ stdin: () => answers.shift() });
  assert.deepEqual(pyodide.runPython("[input(), input()]").toJs(), ["first", "second"]);
  assert.throws(() => pyodide.runPython("input()"), /EOFError/);
});

test("input may be bytes and may be read by a function that fills a buffer", () => {
  const chunks = [new Uint8Array([104, 105, 10]), null];
  pyodide.setStdin({ stdin: () => chunks.shift() });
  assert.equal(pyodide.runPython("sys.stdin.read()"), "hi\n");
  let rest = new TextEncoder().encode("größe\n");
  pyodide.setStdin({
    read(buffer) {
      const { written = Math.min(rest.length, buffer.length) } = {};
      buffer.set(rest.subarray(0, written));
      rest = rest.subarray(written);
      return written;
    },
  });
  assert.equal(pyodide.runPython("input()"), "größe");
});

test("reading fails where input is switched off", () => {
  pyodide.setStdin({ error: true });
  assert.throws(() => pyodide.runPython("input()"), /OSError: \[Errno 29\]/);
});

test("an error in a handler is an input/output error for Python", (context) => {
  context.mock.method(console, "error", () => {});
  pyodide.setStdout({
    write() {
      throw new Error("broken");
    },
  });
  assert.throws(() => pyodide.runPython("os.write(1, b'x')"), /OSError: \[Errno 29\]/);
  assert.equal(console.error.mock.callCount(), 1);
});

test("wrong combinations are refused", () => {
  assert.throws(() => pyodide.setStdout({ batched() {}, raw() {} }), /takes one of batched, raw and write/);
  assert.throws(() => pyodide.setStdout({ batched() {}, isatty: true }), /terminal/);
  assert.throws(() => pyodide.setStdin({ stdin() {}, error: true }), /takes one of stdin, read and error/);
});

const later = (value) => new Promise((resolve) => setTimeout(() => resolve(value), 20));

test(
  "input() waits for a promise of standard input, while tasks go on",
  { skip: !canSwitchStacks },
  async () => {
    const { pyodide, lines } = await loadWithOutput();
    const gone = () => Promise.reject(new Error("gone"));
    const answers = [() => later("Ada"), () => later("36"), gone, () => null];
    pyodide.setStdin({ stdin: () => answers.shift()() });
    const result = await pyodide.runPythonAsync(`
    import asyncio
    ticks = []
    async def tick():
        while True:
            ticks.append(1)
            await asyncio.sleep(0.002)
    task = asyncio.ensure_future(tick())
    got = [input("name? "), input("age? ")]
    try:
        input()
    except Exception as error:
        got.append(str(error))
    try:
        input()
    except EOFError:
        got.append("end")
    task.cancel()
    [*got, len(ticks) > 3]
  `);
    assert.deepEqual(result.toJs(), ["Ada", "36", "Error: gone", "end", true]);
    pyodide.runPython("print()");
    assert.deepEqual(lines.stdout, ["name? age? "]);
  },
);

test("where nobody can wait, a promise of standard input is an OSError, and its value the next input", async () => {
  const pyodide = await loadPyodide();
  let asked = 0;
  pyodide.setStdin({ stdin: () => (asked++ === 0 ? later("late") : "at once") });
  assert.throws(() => pyodide.runPython("input()"), { type: "OSError" });
  await later();
  await later();
  assert.equal(pyodide.runPython("input() + ', ' + input()"), "late, at once");
});
