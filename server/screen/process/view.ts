// The view process's work: every followed session in turn, so that one flooding session holds
// none of the others up, and sessions that somebody waits for first.
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { Follower, type FollowerEvents } from '../follow/follower.ts';
import { LogView } from '../log-view/log-view.ts';
import { countTrouble } from '../search/trouble.ts';
import type { Answer, FromView, Question, Subject, ToView } from './messages.ts';
import type { ProgressWriter } from './progress.ts';
import { openStream, type Stream } from './streams.ts';

/** An end of a log is a state: the one there is will do, and the next follows. */
const tailPatienceMs = 300;
/** Deriving a step takes as long as a hundred readings of files: what is being read goes first. */
const readingFirstMs = 50;

/**
 * Somebody asked: to be answered once output up to `to` is in, or with what is in at `until` (by
 * performance.now()); null when the session is gone.
 */
interface Waiting {
  readonly to: number;
  readonly until: number;
  readonly answer: (opened: Opened | null) => void;
}

/** What there is of a session once it has had its first turn. */
export interface Opened {
  readonly follower: Follower;
  readonly log: LogView;
}

/** After a key, a flood is not looked at for so long: the processor belongs to the echo. */
const typedMs = 60;
/** But however fast somebody types, it is looked at this often. */
const heldUpMs = 500;
/** A session that was fed more than this in one step is flooding. */
const floodBytes = 64 * 1024;

interface Followed {
  readonly id: string;
  readonly open: () => Promise<Follower>;
  opened: Opened | null;
  /** No more output comes: what is on the screen stays. */
  lost: boolean;
  /** The log is known to reach this far. */
  to: number;
  waiting: Waiting[];
  readonly streams: Map<number, Stream>;
}

export interface ViewParts {
  readonly progress: ProgressWriter;
  /** The file that a search's thread runs. */
  readonly workerEntry: URL;
}

export class View {
  readonly #sessions = new Map<string, Followed>();
  /** Sessions that may have something to feed, in turn. */
  readonly #due = new Set<Followed>();
  /** Sessions that were let go of, and whose files are still written to. */
  readonly #closing = new Map<string, Promise<void>>();
  readonly #progress: ProgressWriter;
  readonly #workerEntry: URL;
  /** Answers that are being put together. */
  readonly #answering = new Set<Promise<Answer>>();
  /** Streams that are to be opened, and not closed meanwhile. */
  readonly #opening = new Set<number>();
  readonly #send: (message: FromView) => void;
  #running = false;
  /** Messages so far. */
  #taken = 0;
  #turn: Promise<void> = Promise.resolve();
  #lastTurn: Followed | null = null;
  #typedAt = Number.NEGATIVE_INFINITY;
  #floodedAt = 0;

  constructor(parts: ViewParts, send: (message: FromView) => void) {
    this.#progress = parts.progress;
    this.#workerEntry = parts.workerEntry;
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
      case 'typed':
        this.#typedAt = performance.now();
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
      case 'open':
        this.#open(message.stream, message.subject);
        return;
      case 'close':
        this.#close(message.stream);
    }
  }

  #follow(id: string, outputDirectory: string): void {
    if (this.#sessions.has(id)) return;
    const events: FollowerEvents = {
      feeding: (from) => this.#progress.feeding(id, from),
      fed: () => this.#progress.fed(),
      answered: (from, to, bytes) => this.#send({ type: 'reply', id, from, to, bytes }),
    };
    const open = async () => {
      await this.#closing.get(id);
      return Follower.open(outputDirectory, events);
    };
    this.#sessions.set(id, {
      id,
      open,
      opened: null,
      lost: false,
      to: 0,
      waiting: [],
      streams: new Map(),
    });
    this.#advance(id, 0);
  }

  #lost(id: string): void {
    const session = this.#sessions.get(id);
    if (session !== undefined) session.lost = true;
    this.#advance(id, 0);
  }

  #forget(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#due.delete(session);
    for (const { answer } of session.waiting) answer(null);
    for (const stream of session.streams.values()) stream.close();
    this.#letGo(session);
  }

  /** Its files are another's only once nothing more is written to them. */
  #letGo(session: Followed): void {
    // A turn may be under way: it ends first.
    const closed = this.#turn.then(() => session.opened?.follower.close()).catch(() => {});
    const before = this.#closing.get(session.id);
    const all = Promise.all([before, closed]).then(() => {
      if (this.#closing.get(session.id) === all) this.#closing.delete(session.id);
    });
    this.#closing.set(session.id, all);
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
      const next = this.#nextDue();
      const from = next.opened?.follower.fedTo ?? 0;
      this.#turn = this.#step(next);
      await this.#turn;
      this.#progress.fed();
      await turn();
      await this.#readers();
      if ((next.opened?.follower.fedTo ?? 0) - from > floodBytes) await this.#typist();
    }
    this.#running = false;
    this.#progress.done(this.#taken);
  }

  /** Resolves when nobody is in the midst of reading, or soon. */
  async #readers(): Promise<void> {
    const streams = [...this.#sessions.values()].flatMap((one) => [...one.streams.values()]);
    const busy = [...this.#answering, ...streams.flatMap(({ busy: reading }) => reading ?? [])];
    if (busy.length === 0) return;
    const patience = new AbortController();
    const { signal } = patience;
    const tired = delay(readingFirstMs, undefined, { signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(busy), tired]);
    patience.abort();
  }

  /** Leaves the processor to whoever types, within bounds. Nobody who waits for a view waits for this. */
  async #typist(): Promise<void> {
    const isFree = (): boolean =>
      performance.now() - this.#typedAt > typedMs ||
      performance.now() - this.#floodedAt > heldUpMs ||
      [...this.#sessions.values()].some(
        ({ waiting, streams }) => waiting.length + streams.size > 0,
      );
    while (!isFree()) await delay(typedMs / 4);
    this.#floodedAt = performance.now();
  }

  /** One that somebody waits for, but not the same again while others are due: it may be flooding. */
  #nextDue(): Followed {
    const due = [...this.#due];
    const waitedFor = due.find((one) => one.waiting.length > 0 && one !== this.#lastTurn);
    const next = waitedFor ?? due[0];
    if (next === undefined) throw new Error('nothing is due');
    this.#due.delete(next);
    this.#lastTurn = next;
    return next;
  }

  async #step(session: Followed): Promise<void> {
    // A question asked while this step is under way may be about output that came after its look.
    const asked = new Set(session.waiting);
    const more = await this.#advanceOne(session);
    if (this.#sessions.get(session.id) !== session) return;
    if (more) this.#due.add(session);
    const fedTo = session.opened?.follower.fedTo ?? 0;
    const now = performance.now();
    const done = session.waiting.filter(
      (one) => fedTo >= one.to || now >= one.until || (!more && asked.has(one)),
    );
    session.waiting = session.waiting.filter((one) => !done.includes(one));
    if (session.waiting.length > 0) this.#due.add(session);
    for (const { answer } of done) answer(session.opened);
    if (more) for (const stream of session.streams.values()) stream.changed();
  }

  /** What is wrong with one session's files is no reason to stop at the others. */
  async #advanceOne(session: Followed): Promise<boolean> {
    try {
      if (session.opened === null) {
        const follower = await session.open();
        session.opened = { follower, log: new LogView(follower) };
      }
      const { follower } = session.opened;
      return (await follower.advance()) || (session.lost && (await follower.end()));
    } catch (error) {
      this.#send({ type: 'trouble', id: session.id, message: String(error) });
      return false;
    }
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
    const until = performance.now() + (patienceMs ?? Number.POSITIVE_INFINITY);
    session.waiting.push({ to: session.to, until, answer });
    this.#advance(id, 0);
  }

  #ask(request: number, question: Question): void {
    this.#whenCurrent(question.id, question.patienceMs, (opened) => {
      const answer =
        opened === null
          ? Promise.reject(new Error(`session ${question.id} is not followed`))
          : answerTo(question, opened, this.#workerEntry);
      // What is counted in threads holds nobody up.
      if (question.kind !== 'trouble') this.#answering.add(answer);
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
      const opening = openStream(subject, { ...opened, workerEntry: this.#workerEntry }, (event) =>
        this.#send({ type: 'event', stream, event }),
      );
      this.#sessions.get(subject.id)?.streams.set(stream, opening);
    });
  }

  #close(stream: number): void {
    this.#opening.delete(stream);
    for (const { streams } of this.#sessions.values()) {
      streams.get(stream)?.close();
      streams.delete(stream);
    }
  }
}

async function answerTo(
  question: Question,
  { follower, log }: Opened,
  workerEntry: URL,
): Promise<Answer> {
  switch (question.kind) {
    case 'screen':
      return follower.screen();
    case 'size':
      return log.size(question.width);
    case 'end':
      return log.end();
    case 'lines':
      return log.lines(question.from, question.to, question.width);
    case 'rows':
      return log.rows(question.from, question.to, question.width);
    case 'trouble':
      return countTrouble(follower.lines, question, workerEntry);
  }
}
