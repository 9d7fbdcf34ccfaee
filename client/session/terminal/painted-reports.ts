// Tells the gateway what was painted, which is its leave to send more: at once when that is much,
// else in a moment and several in one. A phone that shows a line now and then sends next to nothing.

const worthTellingBytes = 8 * 1024;
const tellWithinMs = 50;

export interface Painted {
  readonly viewer: number;
  /** Everything before it has been painted. */
  readonly offset: number;
}

export class PaintedReports {
  readonly #tell: (painted: Painted) => void;
  #last: Painted | null = null;
  #untoldBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (painted: Painted) => void) {
    this.#tell = tell;
  }

  /** `bytes` more have been painted. */
  painted(painted: Painted, bytes: number): void {
    this.#last = painted;
    this.#untoldBytes += bytes;
    if (this.#untoldBytes >= worthTellingBytes) this.#tellNow();
    else this.#timer ??= setTimeout(() => this.#tellNow(), tellWithinMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tellNow(): void {
    this.close();
    this.#untoldBytes = 0;
    if (this.#last !== null) this.#tell(this.#last);
  }
}
