import assert from "node:assert/strict";
import { test } from "node:test";
import { files, startMain } from "../testing/main-module.ts";
import { buildWasm, op, type ModuleSpec } from "../testing/wasm-builder.ts";
import { CompiledModules } from "./compiled-modules.ts";
import { DynamicLoader } from "./dlopen.ts";

const unary = { params: ["i32" as const], results: ["i32" as const] };
const binary = { params: ["i32" as const, "i32" as const], results: ["i32" as const] };
const none = { params: [], results: ["i32" as const] };

function loaderOf(modules: Record<string, ModuleSpec | Uint8Array>, links: Record<string, string> = {}) {
  const main = startMain();
  const entries = Object.entries(modules).map(([path, spec]): [string, Uint8Array] => [
    path,
    spec instanceof Uint8Array ? spec : buildWasm({ dylink: {}, ...spec }),
  ]);
  const loader = new DynamicLoader(main, files(Object.fromEntries(entries), links), new CompiledModules());
  return { main, loader };
}

test("a function bound to the main module is called and found by name", () => {
  const { main, loader } = loaderOf({
    "/a.so": {
      imports: [{ module: "env", name: "add", function: binary }],
      functions: [{ ...unary, body: [...op.get(0), ...op.const(1), ...op.call(0)], export: "increment" }],
    },
  });
  const handle = loader.open("/a.so", 2);
  const pointer = loader.symbol(handle, "increment");
  assert.ok(pointer > 0);
  assert.equal(main.call(pointer, 41), 42);
  assert.equal(loader.symbol(handle, "increment"), pointer);
});

test("variables of the main module and of the module itself are addressed through the offset table", () => {
  const { main, loader } = loaderOf({
    "/a.so": {
      dylink: { memorySize: 32, memoryAlign: 4 },
      imports: [
        { module: "env", name: "memory", memory: true },
        { module: "env", name: "__memory_base", global: "const" },
        { module: "GOT.mem", name: "answer", global: "mutable" },
        { module: "GOT.mem", name: "mine", global: "mutable" },
      ],
      functions: [
        { ...none, body: [...op.global(1), ...op.load], export: "read_answer" },
        { ...none, body: [...op.global(2), ...op.load], export: "read_mine" },
      ],
      globals: [{ value: 8, export: "mine" }],
      data: [{ base: 0, bytes: [0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0] }],
    },
  });
  const handle = loader.open("/a.so", 2);
  assert.equal(main.call(loader.symbol(handle, "read_answer")), 42);
  assert.equal(main.call(loader.symbol(handle, "read_mine")), 7);
  const placed = loader.placed[0]!;
  assert.ok(placed.kind === "module");
  assert.equal(placed.memoryBase % 16, 0);
  assert.equal(loader.symbol(handle, "mine"), placed.memoryBase + 8);
});

test("a function that stands in the main table already keeps its pointer", () => {
  const { main, loader } = loaderOf({
    "/a.so": {
      imports: [
        { module: "GOT.func", name: "add", global: "mutable" },
        { module: "GOT.func", name: "triple", global: "mutable" },
      ],
      functions: [
        { ...none, body: op.global(0), export: "pointer_of_add" },
        { ...none, body: op.global(1), export: "pointer_of_triple" },
      ],
    },
  });
  const handle = loader.open("/a.so", 2);
  const triple = main.call(loader.symbol(handle, "pointer_of_triple"));
  assert.equal(main.call(loader.symbol(handle, "pointer_of_add")), 1);
  assert.equal(main.call(triple, 5), 15);
  assert.equal(loader.symbol(loader.open(undefined, 2), "triple"), triple);
});

test("arities are published for table entries of all origins", () => {
  const { main, loader } = loaderOf({
    "/a.so": {
      dylink: { tableSize: 1 },
      imports: [
        { module: "env", name: "__indirect_function_table", table: true },
        { module: "env", name: "__table_base", global: "const" },
        { module: "GOT.func", name: "host_twice", global: "mutable" },
      ],
      functions: [
        { ...none, body: op.const(1) },
        { ...none, body: op.global(1), export: "pointer_of_twice" },
      ],
      elements: [{ base: 0, functions: [0] }],
    },
  });
  const handle = loader.open("/a.so", 2);
  const placed = loader.placed[0]!;
  assert.ok(placed.kind === "module");
  const twice = main.call(loader.symbol(handle, "pointer_of_twice"));
  assert.equal(main.call(twice, 21), 42);
  assert.equal(main.arities()[1], 2); // add, in the main module's own segment
  assert.equal(main.arities()[placed.tableBase], 0);
  assert.equal(main.arities()[twice], 1);
  assert.equal(main.arities()[loader.symbol(handle, "pointer_of_twice")], 0);
});

test("a module that imports its own function calls it without JavaScript", () => {
  const { main, loader } = loaderOf({
    "/a.so": {
      imports: [{ module: "env", name: "own", function: unary }],
      functions: [
        { ...unary, body: [...op.get(0), ...op.const(100), ...op.add], export: "own" },
        { ...unary, body: [...op.get(0), ...op.call(0)], export: "entry" },
      ],
    },
  });
  const handle = loader.open("/a.so", 2);
  assert.equal(main.call(loader.symbol(handle, "entry"), 1), 101);
});

test("needed libraries are loaded first, once, and their constructors run first", () => {
  const constructor = (digit: number) => ({
    params: [],
    results: [],
    body: [
      ...op.const(128),
      ...op.const(128),
      ...op.load,
      ...op.const(10),
      ...op.multiply,
      ...op.const(digit),
      ...op.add,
      ...op.store,
    ],
    export: "__wasm_call_ctors",
  });
  const memory = { module: "env", name: "memory", memory: true as const };
  const base: ModuleSpec = {
    imports: [memory],
    functions: [constructor(1), { ...none, body: op.const(5), export: "five" }],
  };
  const user = (needed: string): ModuleSpec => ({
    dylink: { needed: ["libbase.so"] },
    imports: [memory, { module: "env", name: "five", function: none }],
    functions: [constructor(2), { ...none, body: op.call(0), export: needed }],
  });
  const { main, loader } = loaderOf({ "/usr/lib/libbase.so": base, "/a.so": user("a"), "/b.so": user("b") });
  const handle = loader.open("/a.so", 2);
  assert.equal(main.call(loader.symbol(handle, "a")), 5);
  assert.ok(loader.open("/b.so", 2));
  assert.equal(new Uint32Array(main.memory.buffer)[32], 122);
  assert.deepEqual(loader.loadedPaths, ["/usr/lib/libbase.so", "/a.so", "/b.so"]);
});

test("a needed library is found beside the module and on its run path", () => {
  const { loader } = loaderOf({
    "/site/p/a.so": { dylink: { needed: ["libone.so", "libtwo.so"], runtimePath: ["$ORIGIN/../p.libs"] } },
    "/site/p/libone.so": {},
    "/site/p/../p.libs/libtwo.so": {},
  });
  assert.ok(loader.open("/site/p/a.so", 2), loader.takeError());
});

test("two libraries that need each other are linked together", () => {
  const half = (own: string, other: string, needed: string): ModuleSpec => ({
    dylink: { needed: [needed] },
    imports: [{ module: "env", name: other, function: unary }],
    functions: [
      { ...unary, body: [...op.get(0), ...op.const(1), ...op.add], export: own },
      { ...unary, body: [...op.get(0), ...op.call(0), ...op.call(0)], export: `${own}_twice_other` },
    ],
  });
  const { main, loader } = loaderOf({
    "/usr/lib/x.so": half("x", "y", "y.so"),
    "/usr/lib/y.so": half("y", "x", "x.so"),
  });
  const handle = loader.open("x.so", 2);
  assert.ok(handle, loader.takeError());
  assert.equal(main.call(loader.symbol(handle, "x_twice_other"), 0), 2);
  assert.equal(main.call(loader.symbol(handle, "y_twice_other"), 0), 2);
});

test("only global libraries serve modules that do not need them", () => {
  const provider: ModuleSpec = { functions: [{ ...none, body: op.const(9), export: "nine" }] };
  const user: ModuleSpec = { imports: [{ module: "env", name: "nine", function: none }] };
  const { loader } = loaderOf({ "/p.so": provider, "/u.so": user });
  assert.ok(loader.open("/p.so", 2));
  assert.equal(loader.open("/u.so", 2), 0);
  assert.ok(loader.open("/p.so", 0x102));
  assert.ok(loader.open("/u.so", 2), loader.takeError());
  assert.ok(loader.symbol(0, "nine") > 0);
});

test("the same file through a link is loaded once", () => {
  const { loader } = loaderOf({ "/a.so": {} }, { "/link.so": "/a.so" });
  assert.equal(loader.open("/link.so", 2), loader.open("/a.so", 2));
  assert.equal(loader.placed.length, 1);
});

test("missing and differing imports are named and nothing is placed", () => {
  const { main, loader } = loaderOf({
    "/bad.so": {
      dylink: { memorySize: 8 },
      imports: [
        { module: "env", name: "absent", function: none },
        { module: "GOT.mem", name: "lost", global: "mutable" },
        { module: "env", name: "triple", function: binary },
      ],
    },
  });
  assert.equal(loader.open("/bad.so", 2), 0);
  assert.equal(
    loader.takeError(),
    "/bad.so cannot be loaded: absent, lost are missing; triple is (i32) -> i32 but the module calls it as (i32, i32) -> i32",
  );
  assert.equal(loader.takeError(), undefined);
  assert.equal(main.table.length, 3);
  assert.deepEqual(loader.placed, []);
});

test("a weak import that nobody defines is null", () => {
  const { main, loader } = loaderOf({
    "/a.so": {
      dylink: { weak: ["maybe"] },
      imports: [
        { module: "GOT.func", name: "maybe", global: "mutable" },
        { module: "env", name: "maybe", function: none },
      ],
      functions: [{ ...none, body: op.global(0), export: "pointer" }],
    },
  });
  const handle = loader.open("/a.so", 2);
  assert.ok(handle, loader.takeError());
  assert.equal(main.call(loader.symbol(handle, "pointer")), 0);
});

test("files that are absent, cut off or no side module are refused by name", () => {
  const whole = buildWasm({ dylink: {}, functions: [{ ...none, body: op.const(1), export: "f" }] });
  const { loader } = loaderOf({
    "/cut.so": whole.subarray(0, 30),
    "/text.so": new TextEncoder().encode("not found"),
    "/main.so": buildWasm({ functions: [{ ...none, body: op.const(1) }] }),
    "/lonely.so": { dylink: { needed: ["libabsent.so"] } },
  });
  const refusal = (path: string) => (assert.equal(loader.open(path, 2), 0), loader.takeError());
  assert.equal(refusal("/absent.so"), "/absent.so cannot be loaded: there is no such file");
  assert.equal(refusal("/cut.so"), "/cut.so cannot be loaded: the bytes end too early");
  assert.match(refusal("/text.so")!, /^\/text.so cannot be loaded: this is not a WebAssembly module/);
  assert.equal(refusal("/main.so"), "/main.so cannot be loaded: it is not a WebAssembly side module");
  assert.equal(
    refusal("/lonely.so"),
    "/lonely.so cannot be loaded: the library libabsent.so that it needs is not installed",
  );
});

test("a module that needs more memory than there is is refused", () => {
  const { loader } = loaderOf({ "/big.so": { dylink: { memorySize: 1 << 20 } } });
  assert.equal(loader.open("/big.so", 2), 0);
  assert.match(loader.takeError()!, /\/big.so needs 1048576 bytes of memory/);
});

test("the same modules in the same order get the same places", () => {
  const spec = (name: string): ModuleSpec => ({
    dylink: { memorySize: 100, memoryAlign: 3, tableSize: 4 },
    functions: [{ ...none, body: op.const(1), export: name }],
  });
  const run = () => {
    const { loader } = loaderOf({ "/a.so": spec("a"), "/b.so": spec("b") });
    loader.symbol(loader.open("/a.so", 2), "a");
    loader.open("/b.so", 2);
    return loader.placed;
  };
  assert.deepEqual(run(), run());
  assert.deepEqual(
    run().map((each) => each.kind),
    ["module", "function", "module"],
  );
});

test("a module compiled beforehand is taken", async () => {
  const bytes = buildWasm({ dylink: {}, functions: [{ ...none, body: op.const(3), export: "three" }] });
  const compiled = new CompiledModules();
  await compiled.prepare("/a.so", bytes);
  const main = startMain();
  const loader = new DynamicLoader(main, files({ "/a.so": bytes }), compiled);
  assert.equal(main.call(loader.symbol(loader.open("/a.so", 2), "three")), 3);
});
