// One session in a view process: derived step by step, and whoever waits for it to be current or
// looks on answered and told. Whose turn it is, is not its business.

import type { Follower } from '../follow/follower.ts';
import { LogView } from '../log-view/log-view.ts';
import { type News, Teller } from '../watching/teller.ts';
import type { Opened } from './answer.ts';
import type { Stream } from './streams.ts';

/**
 * Somebody asked: to be answered once output up to `to` is in, or with what is in at `until` (by
 * performance.now()); null when the session is gone.
 */
interface Waiting {
  readonly to: number;
  readonly until: number;
  readonly answer: (opened: Opened | null) => void;
}

export interface FollowedParts {
  readonly open: () => Promise<Follower>;
  /** What is wrong with one session's files is no reason to stop at the others. */
  readonly trouble: (message: string) => void;
  readonly news: (news: News) => void;
}

export class Followed {
  readonly id: string;
  readonly streams = new Map<number, Stream>();
  readonly #parts: FollowedParts;
  readonly #teller: Teller;
  #opened: Opened | null = null;
  /** No more output comes: what is on the screen stays. */
  #lost = false;
  /** The log is known to reach this far. */
  #to = 0;
  /** To be forgotten once it is current and nobody looks at it. */
  released = false;
  #waiting: Waiting[] = [];
  #gone = false;

  constructor(id: string, parts: FollowedParts) {
    this.id = id;
    this.#parts = parts;
    this.#teller = new Teller(parts.news);
  }

  get fedTo(): number {
    return this.#opened?.follower.fedTo ?? 0;
  }

  get isWaitedFor(): boolean {
    return this.#waiting.length > 0;
  }

  get isLookedAt(): boolean {
    return this.isWaitedFor || this.streams.size > 0;
  }

  /** What is being read for those who look on. */
  get reading(): Promise<void>[] {
    return [...this.streams.values()].flatMap(({ busy }) => busy ?? []);
  }

  reaches(to: number): void {
    this.#to = Math.max(this.#to, to);
  }

  lost(): void {
    this.#lost = true;
  }

  /** Calls back with everything in it that is known to have been written, as far as patience goes. */
  whenCurrent(patienceMs: number | undefined, answer: (opened: Opened | null) => void): void {
    const until = performance.now() + (patienceMs ?? Number.POSITIVE_INFINITY);
    this.#waiting.push({ to: this.#to, until, answer });
  }

  /** Derives the next stretch. Whether another step is due. */
  async step(): Promise<boolean> {
    // A question asked while this step is under way may be about output that came after its look.
    const asked = new Set(this.#waiting);
    const more = await this.#advance();
    if (this.#gone) return false;
    if (this.#opened !== null) this.#teller.ask(this.#opened.follower.watching);
    const now = performance.now();
    const done = this.#waiting.filter(
      (one) => this.fedTo >= one.to || now >= one.until || (!more && asked.has(one)),
    );
    this.#waiting = this.#waiting.filter((one) => !done.includes(one));
    for (const { answer } of done) answer(this.#opened);
    if (more) for (const stream of this.streams.values()) stream.changed();
    return more || this.isWaitedFor;
  }

  /** Nobody follows it any more: whoever waits or looks on is told. */
  forget(): void {
    this.#gone = true;
    if (this.#opened !== null) this.#teller.now(this.#opened.follower.watching);
    this.#teller.close();
    for (const { answer } of this.#waiting.splice(0)) answer(null);
    for (const stream of this.streams.values()) stream.close();
  }

  /** After the last step: resolves when nothing is written to its files any more. */
  async close(): Promise<void> {
    await this.#opened?.follower.close();
  }

  async #advance(): Promise<boolean> {
    try {
      if (this.#opened === null) {
        const follower = await this.#parts.open();
        this.#opened = { follower, log: new LogView(follower) };
      }
      const { follower } = this.#opened;
      return (await follower.advance()) || (this.#lost && (await follower.end()));
    } catch (error) {
      this.#parts.trouble(String(error));
      return false;
    }
  }
}
