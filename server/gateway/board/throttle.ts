// Lets something happen soon after it was asked for, but only so often, however often it is asked for.

const soonMs = 30;

export class Throttle {
  readonly #intervalMs: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(intervalMs: number, act: () => void) {
    this.#intervalMs = intervalMs;
    this.#act = act;
  }

  /** Costs next to nothing while a time is already set. */
  ask(): void {
    if (this.#timer !== null || this.#closed) return;
    const dueMs = this.#lastAt + this.#intervalMs - performance.now();
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
