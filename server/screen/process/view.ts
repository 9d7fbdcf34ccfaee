// The view process's work: every followed session in turn, so that one flooding session holds
// none of the others up, and sessions that somebody waits for first.
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { Follower, type FollowerEvents } from '../follow/follower.ts';
import type { SearchProcess } from '../search/search-process.ts';
import type { News } from '../watching/teller.ts';
import { answerTo, type Opened } from './answer.ts';
import { Followed } from './followed.ts';
import { LetGo } from './let-go.ts';
import type { Answer, FromView, Question, Subject, ToView } from './messages.ts';
import type { ProgressWriter } from './progress.ts';
import { openStream } from './streams.ts';
import { Typist } from './typist.ts';

/** An end of a log is a state: the one there is will do, and the next follows. */
const tailPatienceMs = 300;
/** Deriving a step takes as long as a hundred readings of files: what is being read goes first. */
const readingFirstMs = 50;

/** A session that was fed more than this in one step is flooding. */
const floodBytes = 64 * 1024;

export interface ViewParts {
  readonly progress: ProgressWriter;
  readonly searches: SearchProcess;
}

export class View {
  readonly #sessions = new Map<string, Followed>();
  /** Sessions that may have something to feed, in turn. */
  readonly #due = new Set<Followed>();
  readonly #letGo = new LetGo();
  readonly #progress: ProgressWriter;
  readonly #searches: SearchProcess;
  /** Answers that are being put together. */
  readonly #answering = new Set<Promise<Answer>>();
  /** Questions that somebody waits for. */
  readonly #asked = new Set<number>();
  /** Streams that are to be opened, and not closed meanwhile. */
  readonly #opening = new Set<number>();
  readonly #send: (message: FromView) => void;
  #running = false;
  /** Messages so far. */
  #taken = 0;
  #turn: Promise<void> = Promise.resolve();
  #lastTurn: Followed | null = null;
  readonly #typist = new Typist(() => this.#isWaitedFor);

  constructor(parts: ViewParts, send: (message: FromView) => void) {
    this.#progress = parts.progress;
    this.#searches = parts.searches;
    this.#send = send;
  }

  take(message: ToView): void {
    this.#taken++;
    this.#act(message);
    if (!this.#running) this.#progress.done(this.#taken);
  }

  #act(message: ToView): void {
    switch (message.type) {
      case 'follow':
        this.#follow(message.id, message.outputDirectory);
        return;
      case 'forget':
        this.#forget(message.id);
        return;
      case 'release':
        this.#release(message.id);
        return;
      case 'typed':
        this.#typist.typed();
        return;
      case 'advance':
        for (const [id, to] of message.ends) this.#advance(id, to);
        return;
      case 'look':
        this.#advance(message.id, 0);
        return;
      case 'lost':
        this.#lost(message.id);
        return;
      case 'ask':
        this.#ask(message.request, message.question);
        return;
      case 'cancel':
        this.#asked.delete(message.request);
        return;
      case 'open':
        this.#open(message.stream, message.subject);
        return;
      case 'close':
        this.#close(message.stream);
    }
  }

  #follow(id: string, outputDirectory: string): void {
    const known = this.#sessions.get(id);
    if (known !== undefined) {
      known.released = false;
      return;
    }
    const events: FollowerEvents = {
      feeding: (from) => this.#progress.feeding(id, from),
      fed: () => this.#progress.fed(),
      answered: (from, to, bytes) => this.#send({ type: 'reply', id, from, to, bytes }),
    };
    const open = async () => {
      await this.#letGo.isDone(id);
      return Follower.open(outputDirectory, events);
    };
    const trouble = (message: string) => this.#send({ type: 'trouble', id, message });
    const news = (found: News) => this.#send({ type: 'news', id, news: found });
    this.#sessions.set(id, new Followed(id, { open, trouble, news }));
    this.#advance(id, 0);
  }

  #lost(id: string): void {
    this.#sessions.get(id)?.lost();
    this.#advance(id, 0);
  }

  #release(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.released = true;
    this.#advance(id, 0);
  }

  #forget(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#due.delete(session);
    session.forget();
    this.#letGo.close(session, this.#turn);
  }

  #advance(id: string, to: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.reaches(to);
    this.#due.add(session);
    // What goes wrong outside a session is a bug: the process ends, and another takes over.
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#due.size > 0) {
      const next = this.#nextDue();
      const from = next.fedTo;
      this.#turn = this.#step(next);
      await this.#turn;
      this.#progress.fed();
      await turn();
      await this.#readers();
      if (next.fedTo - from > floodBytes) await this.#typist.done();
    }
    this.#running = false;
    this.#progress.done(this.#taken);
  }

  /** Resolves when nobody is in the midst of reading, or soon. */
  async #readers(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    const busy = [...this.#answering, ...sessions.flatMap(({ reading }) => reading)];
    if (busy.length === 0) return;
    const patience = new AbortController();
    const { signal } = patience;
    const tired = delay(readingFirstMs, undefined, { signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(busy), tired]);
    patience.abort();
  }

  get #isWaitedFor(): boolean {
    return [...this.#sessions.values()].some((one) => one.isLookedAt);
  }

  /** One that somebody waits for, but not the same again while others are due: it may be flooding. */
  #nextDue(): Followed {
    const due = [...this.#due];
    const waitedFor = due.find((one) => one.isWaitedFor && one !== this.#lastTurn);
    const next = waitedFor ?? due[0];
    if (next === undefined) throw new Error('nothing is due');
    this.#due.delete(next);
    this.#lastTurn = next;
    return next;
  }

  async #step(session: Followed): Promise<void> {
    const more = await session.step();
    if (this.#sessions.get(session.id) !== session) return;
    if (more) this.#due.add(session);
    else if (session.released && !session.isLookedAt) this.#forget(session.id);
  }

  /** Calls back with everything in it that is known to have been written, as far as patience goes. */
  #whenCurrent(
    id: string,
    patienceMs: number | undefined,
    answer: (opened: Opened | null) => void,
  ): void {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      answer(null);
      return;
    }
    session.whenCurrent(patienceMs, answer);
    this.#advance(id, 0);
  }

  #ask(request: number, question: Question): void {
    this.#asked.add(request);
    this.#whenCurrent(question.id, question.patienceMs, (opened) => {
      if (!this.#asked.delete(request)) return;
      const answer =
        opened === null
          ? Promise.reject(new Error(`session ${question.id} is not followed`))
          : answerTo(question, opened);
      this.#answering.add(answer);
      const over = () => this.#answering.delete(answer);
      answer.then(over, over);
      answer.then(
        (found) => this.#send({ type: 'answer', request, answer: found }),
        (error: Error) => this.#send({ type: 'failed', request, message: error.message }),
      );
    });
  }

  #open(stream: number, subject: Subject): void {
    const patienceMs = subject.kind === 'tail' ? tailPatienceMs : undefined;
    this.#opening.add(stream);
    this.#whenCurrent(subject.id, patienceMs, (opened) => {
      if (!this.#opening.delete(stream) || opened === null) return;
      const opening = openStream(subject, { ...opened, searches: this.#searches }, (event) =>
        this.#send({ type: 'event', stream, event }),
      );
      this.#sessions.get(subject.id)?.streams.set(stream, opening);
    });
  }

  #close(stream: number): void {
    this.#opening.delete(stream);
    for (const session of this.#sessions.values()) {
      session.streams.get(stream)?.close();
      if (session.streams.delete(stream) && session.released) this.#advance(session.id, 0);
    }
  }
}
