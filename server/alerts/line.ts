// What waits for one target, and when it may be told next. Knows no alert: only how many there are, and how
// sending went.
import type { Sent } from './channels/channel.ts';
import { recent, retryMs } from './pace.ts';

export interface LineParts {
  /** Tells what is due of what waits; called by one at a time. */
  readonly deliver: () => Promise<void>;
  readonly bug: (error: unknown) => void;
  /** A clock that nobody sets, in ms. */
  readonly mono: () => number;
  /** The earliest next time, by when it was told before. */
  readonly pace: (sent: readonly number[]) => number;
  /** When it was told before, by that clock, oldest first. */
  readonly sent: readonly number[];
}

export class Line {
  /** Ids of alerts, oldest first. */
  readonly waiting = new Set<string>();
  readonly #parts: LineParts;
  #sent: number[];
  #tries = 0;
  #retryAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #again = false;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#sent = recent(parts.sent);
  }

  add(id: string): void {
    this.waiting.add(id);
    this.look();
  }

  /** Something may be due. */
  look(): void {
    if (this.waiting.size === 0) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    const waitMs = Math.max(this.#parts.pace(this.#sent), this.#retryAt) - this.#parts.mono();
    clearTimeout(this.#timer);
    if (waitMs > 0) this.#timer = setTimeout(() => this.look(), waitMs).unref();
    else this.#deliver().catch(this.#parts.bug);
  }

  /** Whether it goes on: what follows at once would be too much, or in vain. */
  note(result: Sent): void {
    const now = this.#parts.mono();
    if (result.ok) {
      this.#sent = recent([...this.#sent, now]);
      this.#tries = 0;
      return;
    }
    if (result.retry === 'never') return;
    this.#tries++;
    const waitMs = result.retry === 'later' ? retryMs(this.#tries) : result.retry.afterMs;
    this.#retryAt = now + waitMs;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.waiting.clear();
  }

  async #deliver(): Promise<void> {
    this.#busy = true;
    this.#again = false;
    try {
      await this.#parts.deliver();
    } finally {
      this.#busy = false;
    }
    if (this.#again) this.look();
  }
}
