// Tells the gateway how a session's run is, soon after something changed, and not too often.
import type { Vitals } from '../../watch/vitals.ts';
import { vitalsOf } from '../../watch/vitals.ts';
import type { Watching } from './watching.ts';

export interface News {
  /** Null while an old log is read again: it would look like a run that begins. */
  readonly vitals: Vitals | null;
  /** At most 200 characters of plain text; null where nothing visible was written. */
  readonly lastLine: string | null;
  /** The output before this offset is in it. */
  readonly fedTo: number;
}

const everyMs = 1000;

export class Teller {
  readonly #tell: (news: News) => void;
  #told = '';
  #at = Number.NEGATIVE_INFINITY;
  #due: NodeJS.Timeout | null = null;

  constructor(tell: (news: News) => void) {
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

  now(watching: Watching): void {
    const vitals = watching.read < 1 ? null : vitalsOf(watching.shown, watching.waiting);
    const news = { vitals, lastLine: watching.lastLine, fedTo: watching.fedTo };
    this.#at = performance.now();
    const words = JSON.stringify(news);
    if (words !== this.#told) this.#tell(news);
    this.#told = words;
  }

  close(): void {
    if (this.#due !== null) clearTimeout(this.#due);
    this.#due = null;
  }
}
