import assert from "node:assert/strict";
import { test } from "node:test";
import { noFrontMatter, readFrontMatter } from "./front-matter.ts";

test("title, packages and files are read", () => {
  const text = '+++\ntitle = "A"\npackages = ["numpy"]\nfiles = ["a.csv"]\nother = 1\n+++\n';
  assert.deepEqual(readFrontMatter(text), {
    title: "A",
    packages: ["numpy"],
    files: ["a.csv"],
    problem: null,
  });
  assert.equal(readFrontMatter(text.replaceAll("\n", "\r\n")).title, "A");
});

test("text that is no front matter is ignored, as old notebooks want it", () => {
  assert.deepEqual(readFrontMatter("some words\n"), noFrontMatter);
  assert.deepEqual(readFrontMatter(""), noFrontMatter);
});

test("a front matter that cannot be used says why", () => {
  assert.match(readFrontMatter("+++\ntitle = \n+++\n").problem!, /not valid TOML/);
  assert.match(readFrontMatter('+++\ntitle = "a"\n').problem!, /no closing/);
  assert.match(readFrontMatter('+++\npackages = "numpy"\n+++').problem!, /packages/);
});
