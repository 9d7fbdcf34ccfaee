// Which slice of output gets the blame when a view process dies. Being killed by somebody else is
// no slice's fault, so a slice that was merely being fed is blamed at its second death only.
import type { Progress } from './progress.ts';

const strikesInARow = 4;

export class Blame {
  #last = '';
  #strikes = new Map<string, number>();

  /** The slice to skip from now on, null when nothing is proven. */
  judge(slice: Progress['slice'], certain: boolean): Progress['slice'] {
    if (slice === null) return null;
    const key = `${slice.id} ${slice.from}`;
    const strikes = (this.#strikes.get(slice.id) ?? 0) + 1;
    const guilty = certain || key === this.#last || strikes >= strikesInARow;
    this.#last = key;
    if (guilty) this.#strikes.delete(slice.id);
    else this.#strikes.set(slice.id, strikes);
    return guilty ? slice : null;
  }
}
