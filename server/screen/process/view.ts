// The view process's work: every followed session in turn, so that one flooding session holds
// none of the others up, and sessions that somebody waits for first.
import { setImmediate as turn } from 'node:timers/promises';
import { Follower } from '../follow/follower.ts';
import type { FromView, Question, ToView } from './messages.ts';
import type { ProgressWriter } from './progress.ts';

/** Somebody asked: to be answered once output up to `to` is in, or told that the session is gone. */
interface Waiting {
  readonly to: number;
  readonly answer: (followed: boolean) => void;
}

interface Followed {
  readonly id: string;
  /** Opened at its first turn. */
  readonly open: () => Promise<Follower>;
  follower: Follower | null;
  /** The log is known to reach this far. */
  to: number;
  waiting: Waiting[];
}

export class View {
  readonly #sessions = new Map<string, Followed>();
  /** Sessions that may have something to feed, in turn. */
  readonly #due = new Set<Followed>();
  readonly #progress: ProgressWriter;
  readonly #send: (message: FromView) => void;
  #running = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(progress: ProgressWriter, send: (message: FromView) => void) {
    this.#progress = progress;
    this.#send = send;
  }

  take(message: ToView): void {
    switch (message.type) {
      case 'follow':
        this.#follow(message.id, message.outputDirectory);
        return;
      case 'forget':
        this.#forget(message.id);
        return;
      case 'advance':
        for (const [id, to] of message.ends) this.#advance(id, to);
        return;
      case 'look':
        this.#advance(message.id, 0);
        return;
      case 'ask':
        this.#ask(message.request, message.question);
    }
  }

  #follow(id: string, outputDirectory: string): void {
    if (this.#sessions.has(id)) return;
    const open = () =>
      Follower.open(outputDirectory, {
        feeding: (from) => this.#progress.feeding(id, from),
        answered: (from, to, bytes) => this.#send({ type: 'reply', id, from, to, bytes }),
      });
    this.#sessions.set(id, { id, open, follower: null, to: 0, waiting: [] });
    this.#advance(id, 0);
  }

  #forget(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#due.delete(session);
    for (const { answer } of session.waiting) answer(false);
    // A turn may be under way: it ends first.
    void this.#turn.then(() => session.follower?.close());
  }

  #advance(id: string, to: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.to = Math.max(session.to, to);
    this.#due.add(session);
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#due.size > 0) {
      this.#turn = this.#step(this.#nextDue());
      await this.#turn;
      this.#progress.idle();
      await turn();
    }
    this.#running = false;
  }

  #nextDue(): Followed {
    const due = [...this.#due];
    const next = due.find(({ waiting }) => waiting.length > 0) ?? due[0];
    if (next === undefined) throw new Error('nothing is due');
    this.#due.delete(next);
    return next;
  }

  async #step(session: Followed): Promise<void> {
    // A question asked while this step is under way may be about output that came after its look.
    const asked = new Set(session.waiting);
    const more = await this.#advanceOne(session);
    if (this.#sessions.get(session.id) !== session) return;
    if (more) this.#due.add(session);
    const fedTo = session.follower?.fedTo ?? 0;
    const done = session.waiting.filter((one) => fedTo >= one.to || (!more && asked.has(one)));
    session.waiting = session.waiting.filter((one) => !done.includes(one));
    if (session.waiting.length > 0) this.#due.add(session);
    for (const { answer } of done) answer(true);
  }

  /** What is wrong with one session's files is no reason to stop at the others. */
  async #advanceOne(session: Followed): Promise<boolean> {
    try {
      session.follower ??= await session.open();
      return await session.follower.advance();
    } catch (error) {
      this.#send({ type: 'trouble', id: session.id, message: String(error) });
      return false;
    }
  }

  #ask(request: number, { id }: Question): void {
    const session = this.#sessions.get(id);
    const answer = (followed: boolean) =>
      this.#send(
        followed && session?.follower
          ? { type: 'answer', request, answer: session.follower.screen() }
          : { type: 'failed', request, message: `session ${id} is not followed` },
      );
    if (session === undefined) {
      answer(false);
      return;
    }
    session.waiting.push({ to: session.to, answer });
    this.#advance(id, 0);
  }
}
