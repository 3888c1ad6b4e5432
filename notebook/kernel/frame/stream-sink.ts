// Text that a cell prints, sent at once while it is little and in larger pieces when it floods. A cell that never ends
// keeps the frame's thread busy, so no timer can be used: time is looked at when text comes.
import { maxText } from "../protocol.ts";
import { maxCharacters } from "../../state/outputs.ts";

const window_ms = 50;
const messagesPerWindow = 100;

type StreamName = "stdout" | "stderr";

export class StreamSink {
  readonly #send: (name: StreamName, text: string) => void;
  readonly #now: () => number;
  #held = "";
  #heldName: StreamName = "stdout";
  #windowStart = -Infinity;
  #sentInWindow = 0;
  #total = 0;

  constructor(send: (name: StreamName, text: string) => void, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  write(name: StreamName, text: string): void {
    if (text === "" || this.#isFull(text.length)) return;
    if (name !== this.#heldName) this.flush();
    this.#heldName = name;
    this.#held += text;
    if (this.#maySend() || this.#held.length > maxText / 4) this.flush();
  }

  flush(): void {
    for (let at = 0; at < this.#held.length; at += maxText) {
      this.#send(this.#heldName, this.#held.slice(at, at + maxText));
      this.#sentInWindow++;
    }
    this.#held = "";
  }

  #maySend(): boolean {
    const now = this.#now();
    if (now - this.#windowStart > window_ms) {
      this.#windowStart = now;
      this.#sentInWindow = 0;
    }
    return this.#sentInWindow < messagesPerWindow;
  }

  /** The page keeps a limited amount; sending it more would only fill the queue between the two. */
  #isFull(length: number): boolean {
    const before = this.#total;
    this.#total += length;
    return before > maxCharacters;
  }
}
