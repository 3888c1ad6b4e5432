// Every message between the page and a kernel, both ways. The page trusts nothing it receives: readFromKernel checks
// shape and size. The same messages are meant for kernels in a worker or on a server later.
import type { CellError, MimeBundle } from "../state/outputs.ts";
import type { Progress } from "../state/notebook.ts";
import { list, number, oneOf, orNull, record, Refused, text, texts, truth, type Check } from "./check.ts";

export const protocolVersion = 1;

export interface AttachedFile {
  readonly name: string;
  /** Path on the frame's own site. */
  readonly url: string;
}

export interface Slot {
  readonly chunk: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

export type ToKernel =
  | {
      readonly kind: "hello";
      readonly protocol: number;
      /** Folder of the runtime's files, on the frame's own site, with a slash at its end. */
      readonly runtimeUrl: string;
      readonly packages: readonly string[];
      readonly files: readonly AttachedFile[];
      /** Start Python at once, before a cell needs it. */
      readonly startPython: boolean;
    }
  | {
      readonly kind: "eval";
      readonly run: number;
      readonly chunk: string;
      readonly n: number;
      readonly lang: string;
      readonly source: string;
    }
  | { readonly kind: "interrupt"; readonly run: number }
  /** Where the page shows what each chunk draws, in CSS pixels of the frame. */
  | { readonly kind: "layout"; readonly sequence: number; readonly slots: readonly Slot[] };

export type FromKernel =
  | { readonly kind: "ready"; readonly protocol: number; readonly interruptible: boolean }
  | {
      readonly kind: "python";
      readonly status: "loading" | "ready" | "failed";
      readonly problem: string | null;
    }
  | { readonly kind: "progress"; readonly progress: Progress | null }
  /** A run waits for something to load, or computes. */
  | { readonly kind: "phase"; readonly run: number; readonly phase: "loading" | "running" }
  | {
      readonly kind: "stream";
      readonly run: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | { readonly kind: "display"; readonly run: number; readonly data: MimeBundle; readonly value: boolean }
  | { readonly kind: "error"; readonly run: number; readonly error: CellError }
  | {
      readonly kind: "complete";
      readonly run: number;
      readonly result: "ok" | "error" | "stopped";
      readonly ms: number;
    }
  | { readonly kind: "live"; readonly chunk: string; readonly height: number }
  | { readonly kind: "laid"; readonly sequence: number };

/** Sent through the window once; everything else goes through the ports that come with the answer. */
export const readyWord = "kelp-frame-ready";
export const connectWord = "kelp-connect";

export const maxText = 1_000_000;
export const maxBundle = 32_000_000;

const run = number(1, Number.MAX_SAFE_INTEGER);
const name = text(200);

const frame = record({
  file: text(1000),
  line: number(0, 1e9),
  name: text(1000),
  source: text(10_000),
  chunk: orNull(name),
});
const cellError: Check<CellError> = record({
  name: text(1000),
  message: text(100_000),
  hint: orNull(text(10_000)),
  frames: list(frame, 500),
  text: text(maxText),
});

const progress: Check<Progress> = record({
  python: orNull(record({ loaded: number(0, 1e12), total: orNull(number(0, 1e12)) })),
  packages: orNull(record({ name, done: number(0, 1e6), total: number(0, 1e6) })),
  step: orNull(name),
});

const shapes: { [Kind in FromKernel["kind"]]: Check<Omit<Extract<FromKernel, { kind: Kind }>, "kind">> } = {
  ready: record({ protocol: number(0, 1000), interruptible: truth }),
  python: record({ status: oneOf("loading", "ready", "failed"), problem: orNull(text(10_000)) }),
  progress: record({ progress: orNull(progress) }),
  phase: record({ run, phase: oneOf("loading", "running") }),
  stream: record({ run, name: oneOf("stdout", "stderr"), text: text(maxText) }),
  display: record({ run, data: texts(maxBundle), value: truth }),
  error: record({ run, error: cellError }),
  complete: record({ run, result: oneOf("ok", "error", "stopped"), ms: number(0, 1e12) }),
  live: record({ chunk: name, height: number(0, 1e6) }),
  laid: record({ sequence: number(0, Number.MAX_SAFE_INTEGER) }),
};

/** The message, or one sentence that says what is wrong with it. */
export function readFromKernel(
  value: unknown,
): FromKernel | { readonly kind: "refused"; readonly reason: string } {
  try {
    const kind = record({ kind: text(20) })(value, "message").kind;
    if (!Object.hasOwn(shapes, kind)) throw new Refused(`there is no message "${kind}"`);
    const fields = shapes[kind as FromKernel["kind"]](value, kind);
    return { kind, ...fields } as FromKernel;
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", reason: error.message };
    throw error;
  }
}
