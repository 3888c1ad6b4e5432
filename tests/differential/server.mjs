// Folders over HTTP, on this machine only, with the headers that isolate a page.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, normalize, resolve, sep } from "node:path";

const types = {
  ".html": "text/html",
  ".mjs": "text/javascript",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

const headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

/** The file for an address, if there is one below a served folder. */
function fileFor(folders, url) {
  const path = new URL(url, "http://localhost").pathname;
  const prefix = Object.keys(folders).find((prefix) => path.startsWith(prefix));
  if (prefix === undefined) return undefined;
  const root = resolve(folders[prefix]);
  const file = normalize(resolve(root, decodeURIComponent(path.slice(prefix.length))));
  if (!file.startsWith(root + sep)) return undefined;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/**
 * @param {Record<string, string>} folders path prefix -> folder
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => boolean} [answer]
 *   answers what it knows, and says whether it did
 */
export async function serve(folders, answer = () => false) {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    let file;
    try {
      file = fileFor(folders, request.url);
    } catch (error) {
      response.writeHead(400, headers).end(`${request.url}: ${error.message}`); // not an address
      return;
    }
    if (file === undefined) {
      response.writeHead(404, headers).end();
      return;
    }
    const type = types[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { ...headers, "content-type": type });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
