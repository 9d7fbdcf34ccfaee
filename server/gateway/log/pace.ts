// How often one page is sent the end of a log: at most ten times a second, and no more bytes a second
// than a phone's radio likes. What comes in between is only ever the latest.

/** What there is to send now. */
export interface Offer {
  readonly bytes: number;
  send(): void;
}

export interface PaceParts {
  /** Null: nothing. What is not sent is offered anew later, as it is then. */
  readonly offer: () => Offer | null;
  /** False while earlier messages still wait for the network: then `go` is called once they do not. */
  readonly free: (go: () => void) => boolean;
}

interface Sent {
  readonly bytes: number;
  /** When it counts no more. */
  readonly until: number;
}

const everyMs = 100;
const windowMs = 1000;
/** At most 24 KB a second reach the page; some of that is Socket.IO's, some TCP's. */
const bytesPerSecond = 21_000;
const mostInWindow = 23_500;

export class Pace {
  readonly #parts: PaceParts;
  #timer: NodeJS.Timeout | null = null;
  #waits = false;
  #notBefore = 0;
  #sent: Sent[] = [];
  #closed = false;

  constructor(parts: PaceParts) {
    this.#parts = parts;
  }

  /** There is something to send: at once, or as soon as it may be. */
  due(): void {
    if (this.#timer !== null || this.#waits || this.#closed) return;
    const now = performance.now();
    if (now < this.#notBefore) this.#again(this.#notBefore - now);
    else if (this.#isFree()) this.#send(now);
  }

  /** So many bytes were sent just now. */
  sent(bytes: number): void {
    const now = performance.now();
    this.#notBefore = now + Math.max(everyMs, (bytes / bytesPerSecond) * 1000);
    // What is larger than a second's worth counts for longer.
    const until = now + Math.max(windowMs, (bytes / mostInWindow) * windowMs);
    this.#sent = [...this.#sent.filter((one) => one.until > now), { bytes, until }];
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #send(now: number): void {
    const offer = this.#parts.offer();
    if (offer === null) return;
    const waitMs = this.#roomFor(offer.bytes) - now;
    if (waitMs > 0) {
      this.#again(waitMs);
      return;
    }
    offer.send();
    this.sent(offer.bytes);
  }

  /** When so many bytes may be sent; something too large for any second goes alone. */
  #roomFor(bytes: number): number {
    let total = this.#sent.reduce((sum, one) => sum + one.bytes, bytes);
    let at = 0;
    for (const one of this.#sent) {
      if (total <= mostInWindow) break;
      total -= one.bytes;
      at = Math.max(at, one.until);
    }
    return at;
  }

  #isFree(): boolean {
    const isFree = this.#parts.free(() => {
      this.#waits = false;
      this.due();
    });
    this.#waits = !isFree;
    return isFree;
  }

  #again(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.due();
    }, waitMs);
  }
}
