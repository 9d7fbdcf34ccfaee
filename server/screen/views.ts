// The gateway's side of the view process: sessions it follows, questions to it, and its
// replacement when it hangs or dies. Nothing here grows with the output, and nothing waits for it.
import { EventEmitter } from 'node:events';
import type { ScreenSnapshot } from '../protocol/page.ts';
import type { WatchReport } from '../protocol/watch-report.ts';
import { Notices } from './notices.ts';
import { ViewChild, type ViewChildOptions } from './process/child.ts';
import { Choking } from './process/choking.ts';
import type { Answer, FromView, Question, ToView } from './process/messages.ts';
import type { Progress } from './process/progress.ts';
import { Shortage } from './process/shortage.ts';
import { Requests } from './requests.ts';
import { SessionLogView, type ViewChannel } from './session-log-view.ts';
import type { ReportRequest } from './watching/report.ts';
import type { News } from './watching/teller.ts';

export interface ViewsOptions extends ViewChildOptions {
  readonly logger?: (message: string) => void;
}

interface ViewsEvents {
  /** Output in [from, to), fresh, asked the terminal for `bytes`. */
  reply: [id: string, from: number, to: number, bytes: Uint8Array];
  news: [id: string, news: News];
}

/** A view process that dies younger than this is not replaced at once: it may be unable to start. */
const youngMs = 1000;
/** A new process is the other sessions' alone for so long, before it goes on with what its forerunner died of. */
const probationMs = 1000;
const troubleEveryMs = 60_000;

export function startViews(options: ViewsOptions = {}): Views {
  return new Views(options);
}

export class Views extends EventEmitter<ViewsEvents> {
  readonly #options: ViewsOptions;
  readonly #choking: Choking;
  readonly #notices = new Notices((message, sent) => this.#child.send(message, sent));
  readonly #followed = new Map<string, string>();
  /** Sessions whose log is still being derived to its end, for whoever looks at it next. */
  readonly #released = new Map<string, string>();
  readonly #lost = new Set<string>();
  readonly #troubleAt = new Map<string, number>();
  /** Suspect sessions that the process is not to know of yet. */
  #onProbation = new Set<string>();
  readonly #requests = new Requests((id, message) => this.#send(id, message));
  #closed = false;
  #spawnedAt = 0;
  readonly #shortage = new Shortage();
  #child: ViewChild;

  constructor(options: ViewsOptions) {
    super();
    this.#options = options;
    this.#choking = new Choking(options.logger ?? (() => {}));
    this.#child = this.#spawn();
  }

  /** The view process's id, for those who watch memory. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Begins to follow a session's log; `outputDirectory` is its `output` folder. */
  follow(id: string, outputDirectory: string): void {
    if (this.#followed.has(id)) return;
    this.#released.delete(id);
    this.#followed.set(id, outputDirectory);
    this.#send(id, { type: 'follow', id, outputDirectory });
  }

  /** Lets go of an ended session once its whole log has been derived. */
  release(id: string): void {
    const outputDirectory = this.#followed.get(id);
    if (outputDirectory === undefined) return;
    this.#drop(id);
    this.#released.set(id, outputDirectory);
    this.#send(id, { type: 'release', id });
  }

  /** Lets go of a session at once: its files are going. */
  forget(id: string): void {
    this.#choking.forget(id);
    this.#troubleAt.delete(id);
    const isKnown = this.#followed.has(id) || this.#released.delete(id);
    this.#drop(id);
    if (isKnown) this.#send(id, { type: 'forget', id });
  }

  #drop(id: string): void {
    this.#notices.forget(id);
    this.#lost.delete(id);
    this.#followed.delete(id);
  }

  /** The log holds the bytes up to `to`. To be called as often as is convenient. */
  advance(id: string, to: number, how = { isSeen: true }): void {
    this.#notices.advance(id, to, how);
  }

  /** Somebody types into a session: floods are to leave the processor to the echo. */
  typed(): void {
    this.#notices.typed();
  }

  /** The session's size has changed. */
  resized(id: string): void {
    this.#send(id, { type: 'look', id });
  }

  /** The session's program has ended. `lost`: with its host, so that the log does not say so itself. */
  ended(id: string, lost = false): void {
    if (lost && this.#followed.has(id)) this.#lost.add(id);
    this.#send(id, { type: lost ? 'lost' : 'look', id });
  }

  /**
   * What the terminal shows, with everything in it that `advance` has told of; or, when that takes
   * longer than `patienceMs`, what it shows by then: a flood may be ahead of the emulator for long.
   */
  screen(id: string, { patienceMs }: { patienceMs?: number } = {}): Promise<ScreenSnapshot> {
    return this.#ask<ScreenSnapshot>({ kind: 'screen', id, patienceMs });
  }

  /** What the curves of a followed session are drawn from, after so long from what is known by then. */
  watch(
    id: string,
    request: ReportRequest,
    patienceMs: number,
  ): Promise<Omit<WatchReport, 'gpus'>> {
    return this.#ask({ kind: 'watch', id, request, patienceMs });
  }

  /** The readable log of a followed session; `patienceMs` as for its screen. Aborted, it asks nothing more. */
  log(
    id: string,
    { patienceMs, signal }: { patienceMs?: number; signal?: AbortSignal } = {},
  ): SessionLogView {
    const channel: ViewChannel = {
      ask: (question) => this.#ask(question, signal),
      open: (subject, events) => {
        this.#notices.tellNow();
        const why = this.#shortage.failure;
        if (why !== null) setImmediate(() => events.failed(why));
        return this.#requests.open(subject, events);
      },
    };
    return new SessionLogView(id, channel, patienceMs);
  }

  close(): void {
    this.#closed = true;
    this.#notices.close();
    this.#child.close();
    this.#requests.reject(
      () => true,
      () => new Error('the views are closed'),
    );
  }

  async #ask<T extends Answer>(question: Question, signal?: AbortSignal): Promise<T> {
    if (this.#closed) throw new Error('the views are closed');
    if (this.#shortage.failure !== null) throw this.#shortage.failure;
    this.#notices.tellNow();
    return (await this.#requests.ask(question, signal)) as T;
  }

  /** What it is told of a session on probation, it is told when that is over. */
  #send(id: string, message: ToView): void {
    if (!this.#onProbation.has(id)) this.#child.send(message);
  }

  #spawn(): ViewChild {
    this.#spawnedAt = performance.now();
    return new ViewChild(
      {
        message: (message) => this.#take(message),
        gone: (slice, certain) => this.#replace(slice, certain),
        started: () => this.#shortage.over(),
        failed: (why) => this.#notStarted(why),
      },
      this.#options,
    );
  }

  #take(message: FromView): void {
    if (message.type === 'reply') {
      this.emit('reply', message.id, message.from, message.to, message.bytes);
      return;
    }
    if (message.type === 'news') {
      this.emit('news', message.id, message.news);
      return;
    }
    if (message.type === 'trouble') {
      this.#tellTrouble(message.id, message.message);
      return;
    }
    this.#requests.take(message);
  }

  /** A full disk is met at every step: once a minute is enough. */
  #tellTrouble(id: string, what: string): void {
    const now = performance.now();
    if (now - (this.#troubleAt.get(id) ?? Number.NEGATIVE_INFINITY) < troubleEveryMs) return;
    this.#troubleAt.set(id, now);
    this.#options.logger?.(`The log of session ${id} could not be followed: ${what}`);
  }

  /** Everything is followed and asked again: the logs hold all that the dead process knew. */
  #replace(slice: Progress['slice'], certain: boolean): void {
    this.#choking.died(slice, certain, (id) => this.#followed.get(id) ?? this.#released.get(id));
    const young = performance.now() - this.#spawnedAt < youngMs;
    if (young) setTimeout(() => this.#respawn(), youngMs).unref();
    else this.#respawn();
  }

  /** It cannot be started: whoever waits is told, and it is tried again. */
  #notStarted(why: NodeJS.ErrnoException): void {
    const isFirst = this.#shortage.failure === null;
    const { failure, retryMs } = this.#shortage.met(why);
    if (isFirst) this.#options.logger?.(failure.message);
    this.#requests.fail(failure);
    setTimeout(() => this.#respawn(), retryMs).unref();
  }

  #respawn(): void {
    if (this.#closed) return;
    const child = this.#spawn();
    this.#child = child;
    this.#released.clear();
    this.#requests.reject(
      (id) => !this.#followed.has(id),
      (id) => new Error(`session ${id} is not followed`),
    );
    const all = [...this.#followed.keys()];
    const suspects = all.filter((id) => this.#choking.isSuspect(id));
    this.#onProbation = new Set(suspects);
    this.#resume(new Set(all.filter((id) => !this.#onProbation.has(id))));
    this.#notices.restart();
    setTimeout(() => {
      if (child !== this.#child) return;
      this.#onProbation.clear();
      this.#resume(new Set(suspects));
    }, probationMs).unref();
  }

  #resume(sessions: ReadonlySet<string>): void {
    for (const id of sessions) {
      const outputDirectory = this.#followed.get(id);
      if (outputDirectory === undefined) continue;
      this.#child.send({ type: 'follow', id, outputDirectory });
      if (this.#lost.has(id)) this.#child.send({ type: 'lost', id });
    }
    this.#requests.repeat(sessions);
  }
}
