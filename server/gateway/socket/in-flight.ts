// How many requests of one page are worked on at once: a few, the others wait in the order they came,
// and one that asks for far more than a page does is refused. What waits ends with its connection.
import { Failure } from '../../protocol/failure.ts';

export interface InFlightLimits {
  readonly atOnce: number;
  readonly waiting: number;
  /** So many refusals in a row are no page's doing: whoever asks is cut off. */
  readonly refusals: number;
}

/** A page has at most two ranges of rows under way, and opens a log and a terminal beside them. */
const usual: InFlightLimits = { atOnce: 4, waiting: 64, refusals: 200 };

export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #cutOff: () => void;
  readonly #waiting: { go(): void; refuse(): void }[] = [];
  #working = 0;
  #refusals = 0;
  #closed = false;

  constructor(cutOff: () => void, limits = usual) {
    this.#cutOff = cutOff;
    this.#limits = limits;
  }

  /** Resolves to what `work` does, as soon as it is its turn. Throws `too-many-open`. */
  async take<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#working < this.#limits.atOnce) this.#working++;
    else await this.#turn();
    try {
      if (this.#closed) throw refusal();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#working--;
      else next.go();
    }
  }

  close(): void {
    this.#closed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse();
  }

  #turn(): Promise<void> {
    if (this.#closed) throw refusal();
    if (this.#waiting.length >= this.#limits.waiting) {
      if (++this.#refusals > this.#limits.refusals) this.#cutOff();
      throw refusal();
    }
    this.#refusals = 0;
    return new Promise((go, reject) => {
      this.#waiting.push({ go, refuse: () => reject(refusal()) });
    });
  }
}

function refusal(): Failure {
  return new Failure('too-many-open', 'requests of one page at once');
}
