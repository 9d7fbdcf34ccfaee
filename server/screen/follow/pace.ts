// When a checkpoint is worth its cost, which is some 20 ms: feeding again what came since costs
// about that for every half MiB.

const MiB = 1024 * 1024;

export class CheckpointPace {
  readonly #now: () => number;
  #offset = 0;
  #triedAt: number;
  #ended = false;

  /** `now` in milliseconds, of a clock that does not jump. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#triedAt = now();
  }

  isDue(offset: number, ended: boolean): boolean {
    const bytes = offset - this.#offset;
    if (ended && !this.#ended) {
      this.#ended = true;
      return bytes > 0;
    }
    const quietMs = this.#now() - this.#triedAt;
    return (bytes >= MiB && quietMs >= 2000) || (bytes >= MiB / 16 && quietMs >= 5000);
  }

  tried(): void {
    this.#triedAt = this.#now();
  }

  written(offset: number): void {
    this.#offset = offset;
  }
}
