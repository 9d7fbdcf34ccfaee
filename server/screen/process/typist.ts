// Whoever types: a flood leaves the processor to the echo, within bounds. Nobody who waits for a view
// waits for this.
import { setTimeout as delay } from 'node:timers/promises';

/** After a key, a flood is not looked at for so long. */
const typedMs = 60;
/** But however fast somebody types, it is looked at this often. */
const heldUpMs = 500;

export class Typist {
  readonly #isWaitedFor: () => boolean;
  #typedAt = Number.NEGATIVE_INFINITY;
  #floodedAt = 0;

  /** `isWaitedFor`: somebody looks at a view, or is about to. */
  constructor(isWaitedFor: () => boolean) {
    this.#isWaitedFor = isWaitedFor;
  }

  typed(): void {
    this.#typedAt = performance.now();
  }

  /** Resolves when the processor is free for a flood. */
  async done(): Promise<void> {
    while (!this.#isFree()) await delay(typedMs / 4);
    this.#floodedAt = performance.now();
  }

  #isFree(): boolean {
    const now = performance.now();
    return now - this.#typedAt > typedMs || now - this.#floodedAt > heldUpMs || this.#isWaitedFor();
  }
}
