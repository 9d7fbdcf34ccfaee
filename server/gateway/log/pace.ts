// How often one page is sent the end of a log: at most ten times a second, and no more bytes a second
// than a phone's radio likes. What comes in between is only ever the latest.

const everyMs = 100;
/** At most 24 KB a second reach the page; some of that is Socket.IO's, some TCP's. */
const bytesPerSecond = 21_000;

export class Pace {
  readonly #send: () => number;
  #timer: NodeJS.Timeout | null = null;
  #notBefore = 0;
  #closed = false;

  /** `send` sends what there is now; how many bytes that were. */
  constructor(send: () => number) {
    this.#send = send;
  }

  /** There is something to send: at once, or as soon as it may be. */
  due(): void {
    if (this.#timer !== null || this.#closed) return;
    const waitMs = this.#notBefore - performance.now();
    if (waitMs <= 0) this.sent(this.#send());
    else {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.sent(this.#send());
      }, waitMs);
    }
  }

  /** So many bytes were sent just now. */
  sent(bytes: number): void {
    this.#notBefore = performance.now() + Math.max(everyMs, (bytes / bytesPerSecond) * 1000);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
