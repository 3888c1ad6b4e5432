import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { rewriteCell, shelf } from "./rewrite.ts";

/** A window of its own, with a few names that browsers have taken; runs cells one after another. */
function notebook() {
  const context = vm.createContext({ name: "window's", status: "", top: 1, console });
  const globals = vm.runInContext("globalThis", context) as Record<string, unknown>;
  const shared = new Set<string>();
  const shelved: Record<string, unknown> = (globals[shelf] = {});
  const lines: number[] = [];
  async function run(source: string): Promise<unknown> {
    const made = rewriteCell(
      source,
      (name) => name in globals && !shared.has(name),
      new Set(Object.keys(shelved)),
    );
    for (const name of made.shelved) shelved[name] = undefined;
    for (const name of made.declared) if (!made.shelved.includes(name)) shared.add(name);
    lines.push(made.code.split("\n").length);
    return vm.runInContext(`(async () => {${made.code}\n})`, context)();
  }
  return { run, globals, lines };
}

async function value(...cells: string[]): Promise<unknown> {
  const { run } = notebook();
  let last: unknown;
  for (const cell of cells) last = await run(cell);
  return JSON.parse(JSON.stringify(last ?? null));
}

test("let, const, class, function and destructured names are shared between cells", async () => {
  assert.equal(await value("let a = 1, b; const c = 2", "a + c"), 3);
  assert.equal(await value("class A { f() { return 5 } }", "new A().f()"), 5);
  assert.equal(await value("function f(n) { return n ? n * f(n - 1) : 1 }", "f(4)"), 24);
  assert.equal(
    ((await value(
      "const { x, y: [z, ...rest], ...others } = { x: 1, y: [2, 3, 4], q: 5 }",
      "[x, z, rest, others]",
    )) as number[]) + "",
    "1,2,3,4,[object Object]",
  );
  assert.equal(await value("var v = 1\nlet w\n;[v, w] = [2, 3]", "v + w"), 5);
});

test("a name may be declared again, in the same cell run twice or in another one", async () => {
  assert.equal(await value("const a = 1", "const a = 2", "a"), 2);
  assert.equal(await value("let a = 1; let b = a", "let a", "String(a) + b"), "undefined1");
});

test("a later cell may change a function that an earlier one calls", async () => {
  assert.equal(
    await value("function f() { return g() }\nfunction g() { return 1 }", "function g() { return 2 }", "f()"),
    2,
  );
  assert.equal(await value("function f() { return 1 }", "f.name"), "f");
});

test("functions may be called above their declaration", async () => {
  assert.equal(await value("const a = f()\nfunction f() { return 7 }\na"), 7);
});

test("the value is that of the last expression, awaited", async () => {
  assert.equal(await value("1\n2;\n// end"), 2);
  assert.equal(await value("await Promise.resolve(4) + 1"), 5);
  assert.deepEqual(await value("{ a: 1 }"), { a: 1 });
  assert.deepEqual(await value("({ a: 1 })"), { a: 1 });
  assert.equal(await value("{ let a = 1; a }"), null);
  assert.equal(await value("if (true) 5"), null);
  assert.equal(await value(""), null);
  assert.equal(await value("(1, 2) // comment"), 2);
  assert.equal(await value("`a\n${1 + 1}`"), "a\n2");
});

test("lines without semicolons do not run into what is put before them", async () => {
  assert.equal(await value("const f = () => 1\nconst b = 2\nclass C {}\nlet d = 3\nf() + b + d"), 6);
});

test("names that the browser has taken are the notebook's own, and the browser's keep their values", async () => {
  const { run, globals } = notebook();
  await run("const name = 'mine', { status } = { status: [1] }; let top = 5");
  assert.equal(await run("top += 1; `${name} ${status.length} ${top}`"), "mine 1 6");
  assert.deepEqual([globals["name"], globals["status"], globals["top"]], ["window's", "", 1]);
  assert.equal(
    await run("const o = { name, f(name) { return name }, name2: name }; o.name + o.f('p') + o.name2"),
    "minepmine",
  );
  assert.equal(
    await run(
      "function stop2() { const name = 'local'; return name }\nstop2() + [1].map((top) => top)[0] + top",
    ),
    "local16",
  );
  assert.equal(
    await run("function status() { return this === undefined || this === globalThis }\nstatus()"),
    true,
  );
});

test("imports at the top level become awaited calls", () => {
  const made = rewriteCell(
    'import d, { x as y } from "m";\nimport * as ns from "n";\nimport "side";',
    () => false,
    new Set(),
  );
  assert.deepEqual(made.declared, ["d", "y", "ns"]);
  assert.match(made.code, /\(\{ "default": d, "x": y \} = await import\("m"\)\)/);
  assert.match(made.code, /\(ns = await import\("n"\)\)/);
  assert.match(made.code, /await import\("side"\)/);
});

test("lines keep their numbers", () => {
  for (const source of [
    "const\n  a = 1,\n  b = 2\nclass A {\n}\nfunction f() {\n}\na",
    'import {\n  a,\n  b,\n} from "m"\n1',
    "let x\n\n\nx",
  ]) {
    const { code } = rewriteCell(source, () => true, new Set());
    assert.equal(code.split("\n").length, source.split("\n").length, source);
  }
});

test("faults in the text are syntax errors with their place", () => {
  const fault = (source: string) => {
    try {
      rewriteCell(source, () => false, new Set());
    } catch (error) {
      return error as SyntaxError & { loc: { line: number } };
    }
    assert.fail(`${source} was accepted`);
  };
  assert.equal(fault("let a = 1\nlet = = 2").loc.line, 2);
  assert.equal(fault("let a = 1\nlet a = 2").loc.line, 2);
  assert.match(fault("export const a = 1").message, /no export/);
});
