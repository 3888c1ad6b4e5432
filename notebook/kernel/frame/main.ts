// Entry of the frame: takes the two ports that the page offers, once, and answers messages for as long as it lives.
import { connectWord, readyWord, type FromKernel, type ToKernel } from "../protocol.ts";
import { startInterrupter } from "./interrupt.ts";
import { Session } from "./session.ts";

function connect(event: MessageEvent): void {
  if (event.source !== window.parent || event.data !== connectWord) return;
  // Only the site that embeds this frame may speak to it; the server's frame-ancestors names that site.
  const embedder = location.ancestorOrigins?.[0];
  if (embedder !== undefined && embedder !== event.origin) return;
  const [port, interruptPort] = event.ports;
  if (!port || !interruptPort) return;
  window.removeEventListener("message", connect);
  serve(port, interruptPort);
}

function serve(port: MessagePort, interruptPort: MessagePort): void {
  const send = (message: FromKernel) => port.postMessage(message);
  const session = new Session(send, startInterrupter(interruptPort));
  port.onmessage = (event: MessageEvent<ToKernel>) => session.receive(event.data);
}

window.addEventListener("message", connect);
window.parent.postMessage(readyWord, "*");
