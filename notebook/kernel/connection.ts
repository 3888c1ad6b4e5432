// The page's end of one kernel: a frame on another site and two ports to it. Knows messages, not what they are for.
import { connectWord, readFromKernel, readyWord, type FromKernel, type ToKernel } from "./protocol.ts";

export interface Connection {
  send(message: ToKernel): void;
  /** Sets the signal that a busy kernel looks at. */
  signal(): void;
  /** Throws the frame away with all that runs in it. */
  close(): void;
}

interface Options {
  readonly frame: HTMLIFrameElement;
  /** The only site that is listened to. */
  readonly origin: string;
  readonly received: (message: FromKernel) => void;
  /** A message that breaks the protocol; it is not passed on. */
  readonly refused: (reason: string) => void;
}

/** Loads the kernel's page into `frame`; messages sent before it answers are kept in order. */
export function openConnection({ frame, origin, received, refused }: Options): Connection {
  const channel = new MessageChannel();
  const interrupt = new MessageChannel();

  channel.port1.onmessage = ({ data }) => {
    const message = readFromKernel(data);
    if (message.kind === "refused") refused(message.reason);
    else received(message);
  };

  function answer(event: MessageEvent): void {
    if (event.source !== frame.contentWindow || event.origin !== origin || event.data !== readyWord) return;
    window.removeEventListener("message", answer);
    frame.contentWindow!.postMessage(connectWord, origin, [channel.port2, interrupt.port2]);
  }

  window.addEventListener("message", answer);
  frame.src = `${origin}/frame`;
  return {
    send: (message) => channel.port1.postMessage(message),
    signal: () => interrupt.port1.postMessage("interrupt"),
    close() {
      window.removeEventListener("message", answer);
      channel.port1.close();
      interrupt.port1.close();
      frame.remove();
    },
  };
}
