// The readable log of one session, as the gateway asks for it. The work is the view process's.
import type {
  LogLastLines,
  LogMatches,
  LogQuery,
  LogSize,
  LogStretch,
  LogTail,
  LogTrouble,
  MovedLine,
} from '../protocol/log-view.ts';
import type { TailRequest } from './log-view/tail.ts';
import type { Answer, PlainStretch, Question, Subject } from './process/messages.ts';
import type { StreamEvents } from './requests.ts';

export interface ViewChannel {
  ask<T extends Answer>(question: Question): Promise<T>;
  /** Returns what ends it. */
  open(subject: Subject, events: StreamEvents): () => void;
}

export interface SearchOptions {
  /** The first line to search, 0 unless told. */
  readonly from?: number;
  /** Matching lines at most. */
  readonly limit?: number;
  /** Only matches near this line are told, `limit` above it and as many below; all are counted. */
  readonly around?: number | undefined;
}

const usualLimit = 5000;

export class SessionLogView {
  readonly #id: string;
  readonly #channel: ViewChannel;
  readonly #patienceMs: number | undefined;

  /** `patienceMs`: after so long sizes and stretches are of the lines there are, not of all there will be. */
  constructor(id: string, channel: ViewChannel, patienceMs?: number) {
    this.#id = id;
    this.#channel = channel;
    this.#patienceMs = patienceMs;
  }

  /** Line numbers and rows there are, at a width in columns. */
  size(width: number): Promise<LogSize> {
    return this.#channel.ask({ kind: 'size', id: this.#id, width, patienceMs: this.#patienceMs });
  }

  /** Where the settled lines end, what is on the screen, where the last `count` lines begin: of one moment. */
  end(count?: number): Promise<LogLastLines> {
    return this.#channel.ask({ kind: 'end', id: this.#id, count, patienceMs: this.#patienceMs });
  }

  /** Settled lines [from, to), at most 2000 of them. */
  lines(from: number, to: number, width: number): Promise<LogStretch> {
    return this.#channel.ask({
      kind: 'lines',
      id: this.#id,
      from,
      to,
      width,
      patienceMs: this.#patienceMs,
    });
  }

  /** The same without rows, which take long to be counted in a log that nobody has looked at. */
  plainLines(from: number, to: number): Promise<PlainStretch> {
    const patienceMs = this.#patienceMs;
    return this.#channel.ask({ kind: 'plain', id: this.#id, from, to, patienceMs });
  }

  /** The settled lines that the rows [from, to) belong to. */
  rows(from: number, to: number, width: number): Promise<LogStretch> {
    return this.#channel.ask({
      kind: 'rows',
      id: this.#id,
      from,
      to,
      width,
      patienceMs: this.#patienceMs,
    });
  }

  /** Where a line of an earlier epoch is now; null when nothing is known of that epoch. */
  moved(epoch: number, line: number): Promise<MovedLine | null> {
    const patienceMs = this.#patienceMs;
    return this.#channel.ask({ kind: 'moved', id: this.#id, epoch, line, patienceMs });
  }

  /** How many of the settled lines [from, to) look like errors and like warnings. */
  trouble(from: number, to: number): Promise<LogTrouble> {
    return this.#channel.ask({ kind: 'trouble', id: this.#id, from, to, patienceMs: 0 });
  }

  /** The log's end as it changes, see `followTail`. Returns what ends it. */
  tail(
    request: TailRequest,
    changed: (tail: LogTail) => void,
    failed: (why: Error) => void = () => {},
  ): () => void {
    const subject = { kind: 'tail', id: this.#id, request } as const;
    return this.#channel.open(subject, { event: (event) => changed(event as LogTail), failed });
  }

  /** Matches as they are found, in order; the last batch has `done` set. Returns what ends it. */
  search(
    query: LogQuery,
    found: (batch: LogMatches) => void,
    options: SearchOptions = {},
  ): () => void {
    return this.#search(query, found, options);
  }

  /** Lines that say something went wrong, as a search. */
  errors(found: (batch: LogMatches) => void, options: SearchOptions = {}): () => void {
    return this.#search(null, found, options);
  }

  #search(
    query: LogQuery | null,
    found: (batch: LogMatches) => void,
    options: SearchOptions,
  ): () => void {
    const { from = 0, limit = usualLimit, around: line } = options;
    const search =
      line === undefined
        ? { query, from, limit, around: null }
        : { query, from, limit: Number.MAX_SAFE_INTEGER, around: { line, most: limit } };
    const subject = { kind: 'search', id: this.#id, search } as const;
    return this.#channel.open(subject, {
      event: (event) => found(event as LogMatches),
      failed: () => found({ matches: [], searchedTo: from, done: 'time' }),
    });
  }
}
