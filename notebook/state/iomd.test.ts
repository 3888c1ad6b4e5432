import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeBody, flagValue, hasFlag, parse, parseDelimiter, print, unescapeBody } from "./iomd.ts";
import { randomDocument, seeded } from "./testing/random-document.ts";

const types = (text: string) => parse(text).map(({ type }) => type);

test("printing what was parsed gives back the same text, whatever it was", () => {
  const random = seeded(20261123);
  for (let round = 0; round < 3000; round++) {
    const text = randomDocument(random);
    assert.equal(print(parse(text)), text);
  }
});

test("a chunk starts at each line that begins with two percent signs", () => {
  assert.deepEqual(types("%% md\n# a\n%% py\nx\n"), ["", "md", "py"]);
  assert.deepEqual(types("a %% py\n %% py\nb"), [""]);
});

test("further percent signs and missing blanks make no difference", () => {
  for (const line of ["%%py", "%% py", "%%%%\tpy", "%%  PY"])
    assert.equal(parseDelimiter(line, "").type, "py");
});

test("a bare delimiter inherits the type above it and drops the flags", () => {
  const [, first, second] = parse("%% js skipRunAll\n1\n%%\n2");
  assert.deepEqual([second!.type, second!.flags], ["js", []]);
  assert.ok(hasFlag(first!, "skiprunall"));
});

test("the text above the first delimiter is a chunk without a type", () => {
  assert.deepEqual(parse("intro\n%% py\n")[0], { type: "", flags: [], delimiter: "", body: "intro\n" });
  assert.equal(parse("%% py\n")[0]!.body, "");
});

test("flags may be words, names after # and values in quotes", () => {
  const delimiter = parseDelimiter('%% py #load time name="two words" hide=code', "");
  assert.deepEqual(
    delimiter.flags.map(({ name, value }) => [name, value]),
    [
      ["#", "load"],
      ["time", null],
      ["name", "two words"],
      ["hide", "code"],
    ],
  );
  assert.equal(flagValue(delimiter, "hide"), "code");
});

test("every line break ends a delimiter line and is kept", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = `%% py${end}x = 1${end}%% js${end}y`;
    assert.deepEqual(types(text), ["", "py", "js"]);
    assert.equal(print(parse(text)), text);
  }
});

test("a content line that looks like a delimiter is written with a backslash", () => {
  assert.equal(
    unescapeBody("\\%% not a chunk\n\\\\%% nor this\nx \\%% untouched\n"),
    "%% not a chunk\n\\%% nor this\nx \\%% untouched\n",
  );
  for (const source of ["%%time\nx", "a\n%%\n\\%%\n", "100%%\n", ""]) {
    assert.equal(unescapeBody(escapeBody(source)), source);
    assert.equal(parse(`%% py\n${escapeBody(source)}`).length, 2);
  }
});

test("five megabytes are parsed in seconds at most, on any machine", () => {
  const text = "%% py\nx = 1 # 50%% of it\n".repeat(210_000);
  const began = performance.now();
  assert.equal(parse(text).length, 210_001);
  assert.ok(performance.now() - began < 5000, "took more than 5 s");
});
