// What a view process is told of the logs' growth, at a pace it can take: where each has got to, and
// that somebody types while one of them floods.
import type { ToView } from './process/messages.ts';

/** Notices of new output are passed on at most this often. */
const advanceEveryMs = 15;
/** Views are woken when whoever typed has had the echo. */
const afterEchoMs = 4;
/** Of what nobody looks at they are told this often, of all such sessions together. */
const unseenEveryMs = 250;
/** That somebody types is passed on at most this often, and only while something floods. */
const typedEveryMs = 25;
const floodRecentMs = 200;
/** So much output between two notices is a flood. */
const floodBytes = 64 * 1024;

/** Sends to the view process there is now; calls `sent` once the message has left. */
type Send = (message: ToView, sent?: () => void) => void;

export class Notices {
  readonly #send: Send;
  /** Where logs have got to since the view process was last told. */
  #ends = new Map<string, number>();
  /** How far each session's output was told of. */
  readonly #told = new Map<string, number>();
  /** Among them is one that somebody looks at. */
  #isSeen = false;
  /** A notice is on its way. */
  #telling = false;
  #due: { readonly at: number; readonly timer: NodeJS.Timeout } | null = null;
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Counts view processes: what one of them has been sent is no matter of the next one's. */
  #process = 0;
  #closed = false;
  #typedAt = Number.NEGATIVE_INFINITY;
  #floodAt = Number.NEGATIVE_INFINITY;

  constructor(send: Send) {
    this.#send = send;
  }

  /** The log holds the bytes up to `to`. To be called as often as is convenient. */
  advance(id: string, to: number, { isSeen }: { isSeen: boolean }): void {
    this.#ends.set(id, to);
    this.#isSeen ||= isSeen;
    if (!this.#telling) this.#tellAfter(afterEchoMs);
  }

  /** Somebody types into a session: floods are to leave the processor to the echo. */
  typed(): void {
    const now = performance.now();
    if (now - this.#floodAt > floodRecentMs || now - this.#typedAt < typedEveryMs) return;
    this.#typedAt = now;
    this.#send({ type: 'typed' });
  }

  forget(id: string): void {
    this.#ends.delete(id);
    this.#told.delete(id);
  }

  /** Tells all there is to tell, and calls back once that has left. */
  tellNow(sent?: () => void): void {
    const ends = [...this.#ends];
    for (const [id, to] of ends) {
      if (to - (this.#told.get(id) ?? to) > floodBytes) this.#floodAt = performance.now();
      this.#told.set(id, to);
    }
    this.#ends = new Map();
    this.#isSeen = false;
    this.#toldAt = performance.now();
    this.#send({ type: 'advance', ends }, sent);
  }

  /** Another view process has taken over. */
  restart(): void {
    this.#process++;
    this.#tell();
  }

  close(): void {
    this.#closed = true;
  }

  /** Soon for what is looked at, and when it has been quiet; no oftener than the view process can take it. */
  #tellAfter(waitMs: number): void {
    const now = performance.now();
    const at = this.#isSeen ? now + waitMs : Math.max(now + waitMs, this.#toldAt + unseenEveryMs);
    if (this.#closed || (this.#due !== null && this.#due.at <= at)) return;
    clearTimeout(this.#due?.timer);
    this.#due = { at, timer: setTimeout(() => this.#tell(), at - now).unref() };
  }

  #tell(): void {
    this.#due = null;
    this.#telling = this.#ends.size > 0 && !this.#closed;
    if (!this.#telling) return;
    const process = this.#process;
    this.tellNow(() => {
      if (process === this.#process) setTimeout(() => this.#rested(), advanceEveryMs).unref();
    });
  }

  #rested(): void {
    this.#telling = false;
    if (this.#ends.size > 0) this.#tellAfter(0);
  }
}
