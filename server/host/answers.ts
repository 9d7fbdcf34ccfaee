// Which answers to terminal queries may be typed: only the answerer's, each stretch of output once,
// and only while it is fresh. A view that reads an old log again must type nothing.

const freshMs = 1000;
const stepMs = 20;

export class AnswerGate {
  readonly #now: () => number;
  /** Where the output stood at times of the last second, oldest first. */
  readonly #recent: { readonly offset: number; readonly time: number }[] = [];
  #answeredTo = 0;

  /** `now`: milliseconds of a clock that never goes back, or old output would be fresh again. */
  constructor(now = (): number => performance.now()) {
    this.#now = now;
  }

  /** Output from `offset` on arrives now. */
  arrived(offset: number): void {
    const time = this.#now();
    const last = this.#recent.at(-1);
    if (last === undefined || time - last.time >= stepMs) this.#recent.push({ offset, time });
    while ((this.#recent[0]?.time ?? time) < time - freshMs) this.#recent.shift();
  }

  /** Whether an answer to a query in [from, to) may be typed. Says yes once for a stretch. */
  admits(from: number, to: number): boolean {
    const oldest = this.#now() - freshMs;
    const freshFrom = this.#recent.find((step) => step.time >= oldest)?.offset;
    if (freshFrom === undefined || from < freshFrom) return false;
    if (from < this.#answeredTo || to <= from) return false;
    this.#answeredTo = to;
    return true;
  }
}
