// How much output may be on its way to one viewer: about 300 ms of what it has shown it can paint.
// What it has not painted yet is all that this gateway ever holds for it.
import { maxCreditBytes } from '../../protocol/page.ts';

const minCreditBytes = 16 * 1024;
const firstCreditBytes = 64 * 1024;
const horizonMs = 300;
/** The rate is measured over stretches of at least this long. */
const measureMs = 100;
/** What a message costs beside its bytes: without it, single bytes would pile up by the thousand. */
const messageBytes = 256;

interface Sent {
  readonly upTo: number;
  readonly bytes: number;
}

export class Credit {
  readonly #now: () => number;
  #allowance = firstCreditBytes;
  #inFlight: Sent[] = [];
  #inFlightBytes = 0;
  /** Bytes per millisecond, 0 before the first measure. */
  #rate = 0;
  #measuredFrom = 0;
  #measuredBytes = 0;
  /** The stretch saw the credit used up: the rate is then the viewer's, not the program's. */
  #wasExhausted = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Bytes that may be sent now; 0 until a worthwhile part is free again. */
  get room(): number {
    const free = this.#allowance - this.#inFlightBytes;
    return free < this.#allowance / 4 ? 0 : free;
  }

  get allowance(): number {
    return this.#allowance;
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** Something that brings the viewer to `upTo` has been sent. */
  sent(upTo: number, bytes: number): void {
    if (this.#inFlight.length === 0) this.#measureAnew();
    const cost = bytes + messageBytes;
    this.#inFlight.push({ upTo, bytes: cost });
    this.#inFlightBytes += cost;
    if (this.room === 0) this.#wasExhausted = true;
  }

  /** The viewer has painted everything up to `offset`. Numbers that were never sent change nothing. */
  painted(offset: number): void {
    // A snapshot may lead back, so the very message is looked for before the offset is compared.
    const exact = this.#inFlight.findLastIndex(({ upTo }) => upTo === offset);
    let count = exact + 1;
    if (exact === -1) {
      const later = this.#inFlight.findIndex(({ upTo }) => upTo > offset);
      count = later === -1 ? 0 : later;
    }
    for (const { bytes } of this.#inFlight.splice(0, count)) {
      this.#inFlightBytes -= bytes;
      this.#measuredBytes += bytes;
    }
    if (count > 0) this.#measure();
  }

  #measure(): void {
    const elapsedMs = this.#now() - this.#measuredFrom;
    if (elapsedMs < measureMs && this.#inFlight.length > 0) return;
    const rate = this.#measuredBytes / Math.max(elapsedMs, 1);
    const slowed = this.#wasExhausted && this.#rate > 0;
    this.#rate = slowed ? (this.#rate + rate) / 2 : Math.max(this.#rate, rate);
    if (this.#wasExhausted) {
      const wanted = this.#rate * horizonMs;
      this.#allowance = Math.round(Math.min(maxCreditBytes, Math.max(minCreditBytes, wanted)));
    }
    this.#measureAnew();
  }

  #measureAnew(): void {
    this.#measuredFrom = this.#now();
    this.#measuredBytes = 0;
    this.#wasExhausted = false;
  }
}
