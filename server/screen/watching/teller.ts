// Tells the gateway how a session's run is, soon after something changed, and not too often.
import type { Vitals } from '../../watch/vitals.ts';
import { vitalsOf } from '../../watch/vitals.ts';
import type { Watching } from './watching.ts';

const everyMs = 1000;

export class Teller {
  readonly #tell: (vitals: Vitals) => void;
  #told = '';
  #at = Number.NEGATIVE_INFINITY;
  #due: NodeJS.Timeout | null = null;

  constructor(tell: (vitals: Vitals) => void) {
    this.#tell = tell;
  }

  /** Something may have changed. */
  ask(watching: Watching): void {
    if (this.#due !== null) return;
    const waitMs = this.#at + everyMs - performance.now();
    if (waitMs <= 0) this.now(watching);
    else {
      this.#due = setTimeout(() => {
        this.#due = null;
        this.now(watching);
      }, waitMs).unref();
    }
  }

  /** While an old log is read again nothing is told: it would look like a run that begins. */
  now(watching: Watching): void {
    if (watching.read < 1) return;
    const vitals = vitalsOf(watching.shown, watching.waiting);
    this.#at = performance.now();
    const words = JSON.stringify(vitals);
    if (words !== this.#told) this.#tell(vitals);
    this.#told = words;
  }

  close(): void {
    if (this.#due !== null) clearTimeout(this.#due);
    this.#due = null;
  }
}
