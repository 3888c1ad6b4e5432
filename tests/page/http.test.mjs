// pyodide.http in a page and in a worker, against a server on this machine and one of another origin.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { openPage } from "./support.mjs";

const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
const routes = {
  "/http/text": (_, response) => response.setHeader("content-type", "text/plain").end("größe 🐍"),
  "/http/bytes": (_, response) => response.setHeader("content-type", "application/octet-stream").end(bytes),
  "/http/json": (_, response) => response.setHeader("content-type", "application/json").end('{"a": [1, 2]}'),
  "/http/absent": (_, response) => response.writeHead(404, "Not Here").end("no such thing"),
  "/http/broken": (_, response) => response.writeHead(503).end("later"),
  "/http/moved": (_, response) => response.writeHead(302, { location: "/http/text" }).end(),
  "/http/never": () => undefined,
  "/http/cut": (_, response) => response.writeHead(200, { "content-length": 100 }).end("short"),
  async "/http/echo"(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { method, url, headers } = request;
    const body = Buffer.concat(parts).toString("latin1");
    const type = headers["content-type"];
    response.end(JSON.stringify({ method, url, body, type, custom: headers["x-custom"] }));
  },
};

function answer(request, response) {
  const route = routes[new URL(request.url, "http://localhost").pathname];
  void route?.(request, response);
  return route !== undefined;
}

/** Another origin: lets this page read its answers only below /open/. */
const foreign = createServer((request, response) => {
  if (request.url.startsWith("/open/")) response.setHeader("access-control-allow-origin", "*");
  response.end("foreign");
});
await new Promise((listening) => foreign.listen(0, "127.0.0.1", listening));
after(() => foreign.close());
const abroad = `http://127.0.0.1:${foreign.address().port}`;

const browser = await openPage({ answer });
await browser.load();
const worker = await browser.worker("worker");
const base = `${browser.address}/http`;
const limit = { timeout: 30_000 };
const places = {
  "a page": (code) => browser.run((pyodide, code) => pyodide.runPythonAsync(code), code),
  "a worker": worker.python,
};

for (const [place, python] of Object.entries(places)) {
  const run = (code) =>
    python(`from pyodide.http import *\nfrom pyodide import http\nbase = "${base}"\n${code}`);
  const refused = (code, pattern) =>
    assert.rejects(
      () => run(code),
      (error) => {
        assert.match(error.message.trim().split("\n").at(-1), pattern);
        return true;
      },
    );

  test(`pyfetch gives text, bytes and JSON in ${place}`, limit, async () => {
    const seen = await run(`
r = await pyfetch(base + "/text")
[await r.text(), r.status, r.ok, r.headers["content-type"], r.redirected, r.body_used,
 await (await pyfetch(base + "/bytes")).bytes() == bytes(range(256)),
 (await (await pyfetch(base + "/bytes")).memoryview()).nbytes,
 (await (await pyfetch(base + "/json")).json())["a"]]`);
    assert.deepEqual(seen, ["größe 🐍", 200, true, "text/plain", false, true, true, 256, [1, 2]]);
  });

  test(`pyfetch sends what it is given in ${place}`, limit, async () => {
    const seen = await run(`
r = await pyfetch(base + "/echo?q=1", method="POST", body="text", headers={"X-Custom": "mine"})
v = await r.json(); [v["method"], v["url"], v["body"], v["custom"]]`);
    assert.deepEqual(seen, ["POST", "/http/echo?q=1", "text", "mine"]);
  });

  test(`pyfetch tells a bad status when asked in ${place}`, limit, async () => {
    assert.deepEqual(await run(`r = await pyfetch(base + "/absent"); [r.ok, r.status, await r.text()]`), [
      false,
      404,
      "no such thing",
    ]);
    await refused(
      `(await pyfetch(base + "/absent")).raise_for_status()`,
      /HttpStatusError: 404 Client Error: Not Here for url: .*\/http\/absent$/,
    );
    await refused(
      `(await pyfetch(base + "/broken")).raise_for_status()`,
      /HttpStatusError: 503 Server Error/,
    );
  });

  test(`pyfetch follows another address in ${place}`, limit, async () => {
    const seen = await run(`
r = await pyfetch(base + "/moved"); [await r.text(), r.redirected, r.url.endswith("/http/text")]`);
    assert.deepEqual(seen, ["größe 🐍", true, true]);
    await refused(`await pyfetch(base + "/moved", redirect="error")`, /OSError: /);
  });

  test(`a transfer is aborted in ${place}`, limit, async () => {
    await refused(
      `
import asyncio, js
c = js.AbortController.new()
asyncio.get_event_loop().call_later(0.05, c.abort)
await pyfetch(base + "/never", signal=c.signal)`,
      /AbortError: /,
    );
    await refused(
      `import js; await pyfetch(base + "/never", signal=js.AbortSignal.timeout(50))`,
      /AbortError: /,
    );
    await refused(`r = await pyfetch(base + "/text"); await r.text(); await r.text()`, /BodyUsedError: /);
    await refused(`await (await pyfetch(base + "/cut")).text()`, /OSError: .*\/http\/cut/);
  });

  test(`an answer that this page may not read is one clear error in ${place}`, limit, async () => {
    const why = /: the server cannot be reached, or does not let this page read its answer \(CORS\)/;
    await refused(`await pyfetch("${abroad}/closed")`, why);
    await refused(`open_url("${abroad}/closed")`, why);
    await refused(`pyxhr.get("${abroad}/closed")`, why);
    await refused(`await pyfetch("http://127.0.0.1:9/")`, why);
    assert.equal(await run(`await (await pyfetch("${abroad}/open/x")).text()`), "foreign");
    assert.equal(await run(`open_url("${abroad}/open/x").read()`), "foreign");
  });

  test(`open_url gives text at once in ${place}`, limit, async () => {
    assert.equal(await run(`open_url(base + "/text").read()`), "größe 🐍");
    assert.equal(await run(`open_url(base + "/moved").read()`), "größe 🐍");
    assert.equal(await run(`open_url(base + "/absent").read()`), "no such thing");
  });

  test(`pyxhr sends and gives everything in ${place}`, limit, async () => {
    const seen = await run(`
r = pyxhr.get(base + "/bytes")
e = pyxhr.post(base + "/echo", params={"q": "ü", "n": [1, 2]}, json={"a": 1}, headers={"X-Custom": "mine"}).json()
f = pyxhr.put(base + "/echo", data={"a": "b c"}).json()
g = pyxhr.post(base + "/echo", data=bytes([0, 128, 255])).json()
a = pyxhr.get(base + "/absent")
[r.content == bytes(range(256)), r.ok, r.status_code, pyxhr.get(base + "/text").text, pyxhr.get(base + "/json").json()["a"],
 e["method"], e["url"], e["body"], e["type"], e["custom"], f["method"], f["body"], [ord(c) for c in g["body"]],
 a.status_code, a.ok, a.reason, pyxhr.get(base + "/moved").url.endswith("/text")]`);
    assert.deepEqual(seen, [
      ...[true, true, 200, "größe 🐍", [1, 2], "POST", "/http/echo?q=%C3%BC&n=1&n=2", '{"a": 1}'],
      ...["application/json", "mine", "PUT", "a=b+c", [0, 128, 255], 404, false, "Not Here", true],
    ]);
    await refused(
      `pyxhr.get(base + "/absent").raise_for_status()`,
      /HttpStatusError: 404 Client Error: Not Here/,
    );
  });
}

test("in a worker a request that takes too long ends", limit, async () => {
  await assert.rejects(
    () => worker.python(`from pyodide.http import pyxhr\npyxhr.get("${base}/never", timeout=0.2)`),
    /XHRTimeoutError: /,
  );
});
