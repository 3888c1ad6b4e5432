// The host under test: the one whose address run.mjs passes on. Names ending in .localhost are the browser's to resolve;
// calls from here go to the loopback address and name the site in the Host header.
import { request } from "node:http";

const port = Number(process.env.KELP_TEST_PORT);
const site = `app.localhost:${port}`;

export const origin = `http://${site}`;

export function call(method, path, body) {
  const headers = { Host: site, "X-Kelp": "1", "Content-Type": "application/json" };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece) => (text += piece));
      response.on("end", () => resolve({ status: response.statusCode, body: JSON.parse(text || "null") }));
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Stores a notebook and gives the address of its page. */
export async function store(content) {
  const { status, body } = await call("POST", "/api/v1/notebooks/", { content });
  if (status !== 201) throw new Error(`The notebook was not stored: ${status} ${JSON.stringify(body)}`);
  return { id: body.id, url: `${origin}/n/${body.id}` };
}

export async function stored(id) {
  const { body } = await call("GET", `/api/v1/notebooks/${id}/`);
  return body;
}

/** What the host answers to a page's request: its status, headers and bytes (uncompressed). */
export function answerTo(url) {
  const { host, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path: pathname + search, headers: { Host: host } },
      (response) => {
        const pieces = [];
        response.on("data", (piece) => pieces.push(piece));
        response.on("end", () => {
          const { "content-length": _, ...headers } = response.headers;
          resolve({ status: response.statusCode, headers, body: Buffer.concat(pieces) });
        });
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}
