// Lets something happen soon after it was asked for, but only so often, however often it is asked for.

export interface Pace {
  /** After it was asked for. */
  readonly soonMs: number;
  /** After the last time. */
  readonly intervalMs: number;
}

export class Throttle {
  readonly #pace: Pace;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(pace: Pace, act: () => void) {
    this.#pace = pace;
    this.#act = act;
  }

  /** Costs next to nothing while a time is already set. */
  ask(): void {
    if (this.#timer !== null || this.#closed) return;
    const { soonMs, intervalMs } = this.#pace;
    const dueMs = this.#lastAt + intervalMs - performance.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#lastAt = performance.now();
        this.#act();
      },
      Math.max(soonMs, dueMs),
    );
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
