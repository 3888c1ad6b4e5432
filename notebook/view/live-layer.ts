// The frame over the text. It is one sheet as tall as the text, of which only the parts are shown (and can be clicked)
// that lie over the room kept for a chunk's drawing; the kernel puts each drawing at the same place inside.
//
// The kernel may be busy for seconds and cannot move anything then. Until it has confirmed a layout the sheet as a whole
// is shifted, which is right whenever everything in sight moved by the same distance; a drawing for which that is not so
// is hidden until the kernel answers.
import type { EditorView } from "@codemirror/view";
import type { Slot } from "../kernel/protocol.ts";

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Place = Slot & Box;

interface Options {
  readonly view: EditorView;
  readonly spaces: () => { chunk: string; place: HTMLElement }[];
  readonly layout: (slots: readonly Slot[], laid: () => void) => void;
}

export class LiveLayer {
  readonly #options: Options;
  #frame: HTMLIFrameElement | null = null;
  /** Where the kernel has put the drawings. */
  #laid = new Map<string, Slot>();
  /** Where it was last told to put them. */
  #asked = "";

  constructor(options: Options) {
    this.#options = options;
    options.view.scrollDOM.addEventListener("scroll", () => this.place(), { passive: true });
  }

  makeFrame(): HTMLIFrameElement {
    const frame = document.createElement("iframe");
    frame.title = "Drawings of this notebook";
    frame.className = "kelp-live";
    frame.setAttribute(
      "sandbox",
      "allow-scripts allow-same-origin allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-pointer-lock",
    );
    frame.allow = "cross-origin-isolated; fullscreen; clipboard-write";
    frame.referrerPolicy = "no-referrer";
    this.#options.view.scrollDOM.append(frame);
    this.#frame = frame;
    this.#laid = new Map();
    this.#asked = "";
    return frame;
  }

  place(): void {
    if (!this.#frame) return;
    const wanted = this.#wanted();
    this.#ask(wanted);
    const seen = wanted.filter((place) => this.#inSight(place));
    const shift = seen
      .map((place) => place.top - (this.#laid.get(place.chunk)?.top ?? NaN))
      .find((distance) => !Number.isNaN(distance));
    const right = seen.filter((place) => this.#isLaid(place, shift ?? 0));
    const inSheet = right.map((place) => ({ ...place, top: place.top - (shift ?? 0) }));
    const shown = [...inSheet, this.#heartbeat(shift ?? 0)];
    const bottoms = [...wanted, ...shown].map(({ top, height }) => top + height);
    const { style } = this.#frame;
    style.height = `${Math.ceil(Math.max(...bottoms))}px`;
    style.width = `${this.#options.view.scrollDOM.clientWidth}px`;
    style.transform = shift ? `translateY(${shift}px)` : "none";
    style.clipPath = clip(shown);
  }

  /** One pixel that is always in sight: browsers give a frame that nobody sees no animation frames, and cells wait for those. */
  #heartbeat(shift: number): Box {
    return { left: 0, top: Math.max(0, this.#options.view.scrollDOM.scrollTop - shift), width: 1, height: 1 };
  }

  #wanted(): Place[] {
    const { view, spaces } = this.#options;
    const scroller = view.scrollDOM.getBoundingClientRect();
    return spaces().map(({ chunk, place }) => {
      const { left, top, width, height } = place.getBoundingClientRect();
      const fromTop = Math.round(top - scroller.top + view.scrollDOM.scrollTop);
      return {
        chunk,
        left: Math.round(left - scroller.left),
        top: fromTop,
        width: Math.round(width),
        height: Math.round(height),
      };
    });
  }

  #ask(wanted: readonly Place[]): void {
    const slots = wanted.map(({ chunk, left, top, width }) => ({ chunk, left, top, width }));
    const question = JSON.stringify(slots);
    if (question === this.#asked || slots.length === 0) return;
    this.#asked = question;
    const frame = this.#frame;
    this.#options.layout(slots, () => {
      if (frame !== this.#frame) return;
      this.#laid = new Map(slots.map((slot) => [slot.chunk, slot]));
      this.place();
    });
  }

  #inSight({ top, height }: Place): boolean {
    const { scrollTop, clientHeight } = this.#options.view.scrollDOM;
    return top + height > scrollTop - clientHeight && top < scrollTop + 2 * clientHeight;
  }

  #isLaid(place: Place, shift: number): boolean {
    const laid = this.#laid.get(place.chunk);
    return (
      laid !== undefined &&
      laid.top + shift === place.top &&
      laid.left === place.left &&
      laid.width === place.width
    );
  }
}

/** Shows only the given rectangles, for the eye and the mouse. */
function clip(boxes: readonly Box[]): string {
  return `path("${boxes.map(({ left, top, width, height }) => `M${left} ${top}h${width}v${height}h${-width}z`).join("")}")`;
}
