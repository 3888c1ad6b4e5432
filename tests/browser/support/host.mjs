// The host under test: the one whose address run.mjs passes on. Names ending in .localhost are the browser's to resolve;
// calls from here go to the loopback address and name the site in the Host header.
import { request } from "node:http";

const port = Number(process.env.KELP_TEST_PORT);
const site = `app.localhost:${port}`;

export const origin = `http://${site}`;

/** One request to the host at its loopback address: status, headers and bytes of the answer (uncompressed). */
function ask({ method = "GET", path, headers, body }) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => {
        const { statusCode: status, headers } = response;
        resolve({ status, headers, body: Buffer.concat(pieces) });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

export async function call(method, path, body) {
  const headers = { Host: site, "X-Kelp": "1", "Content-Type": "application/json" };
  const answer = await ask({
    method,
    path,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: JSON.parse(answer.body.toString() || "null") };
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

/** What the host answers to a page's request, for a test that changes the body. */
export async function answerTo(url) {
  const { host, pathname, search } = new URL(url);
  const answer = await ask({ path: pathname + search, headers: { Host: host } });
  const { "content-length": _, ...headers } = answer.headers;
  return { ...answer, headers };
}
