// Finding in a log: the query, its matches as they arrive, and which of them one stands at. Begins
// with the last match above what is on the screen's lower edge: the newest is what people look for.
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { LogMatches, LogQuery } from '../../server/protocol/log-page.ts';
import { maxMatches } from '../../server/protocol/log-page.ts';
import type { Link } from '../connection/link.ts';
import type { Finding } from './finding.ts';
import { matcherOf } from './matching.ts';
import { search } from './search.ts';

export interface FindParts {
  readonly link: Link;
  /** Where it is told what was found. */
  readonly state: Signal<Finding | null>;
  /** The view to search in, null while there is no connection. */
  view(): number | null;
  /** The last line on the screen. */
  lastShown(): number;
  show(line: number): void;
}

export class Find {
  readonly #parts: FindParts;
  readonly #state: Signal<Finding | null>;
  #stop: () => void = () => undefined;
  #from = 0;

  constructor(parts: FindParts) {
    this.#parts = parts;
    this.#state = parts.state;
  }

  get state(): ReadonlySignal<Finding | null> {
    return this.#state;
  }

  /** `from`: begin at the first match from this line on, instead of at the last one shown. */
  start(query: LogQuery, from: number | null = null): void {
    this.#stop();
    const needsText = query.kind === 'text' || query.kind === 'regex';
    if (needsText && query.text === '') {
      this.#state.value = null;
      return;
    }
    const view = this.#parts.view();
    const empty = {
      query,
      findIn: matcherOf(query),
      lines: [],
      current: null,
      done: false,
      problem: null,
    };
    this.#state.value = empty;
    if (view === null) {
      this.#state.value = {
        ...empty,
        done: true,
        problem: 'There is no connection to search over.',
      };
      return;
    }
    this.#from = from ?? this.#parts.lastShown();
    this.#stop = search({
      ...{ link: this.#parts.link, view, query, from: 0 },
      found: (part) => this.#take(part, from !== null),
      failed: (problem) => {
        this.#state.value = { ...empty, done: true, problem };
      },
    });
  }

  next(): void {
    this.#step(1);
  }

  previous(): void {
    this.#step(-1);
  }

  close(): void {
    this.#stop();
    this.#state.value = null;
  }

  #take({ lines: more, done, problem }: LogMatches, forwards: boolean): void {
    const state = this.#state.value;
    if (state === null) return;
    const lines = state.lines.concat(more);
    this.#state.value = { ...state, lines, done, problem };
    if (state.current !== null || lines.length === 0) return;
    const first = forwards
      ? lines.findIndex((line) => line >= this.#from)
      : startingAt(lines, this.#from, done);
    if (first >= 0) this.#go(first);
    else if (done) this.#go(lines.length - 1);
  }

  #step(by: 1 | -1): void {
    const state = this.#state.value;
    if (state === null || state.lines.length === 0) return;
    const count = state.lines.length;
    this.#go(((state.current ?? (by > 0 ? -1 : 0)) + by + count) % count);
  }

  #go(index: number): void {
    const state = this.#state.value;
    const line = state?.lines[index];
    if (state === null || line === undefined) return;
    this.#state.value = { ...state, current: index };
    this.#parts.show(line);
  }
}

/** The last match at or before `line` as soon as it is known to be the last; -1 until then. */
export function startingAt(lines: readonly number[], line: number, done: boolean): number {
  const later = lines.findIndex((match) => match > line);
  if (later > 0) return later - 1;
  if (later === 0) return 0;
  return done ? lines.length - 1 : -1;
}

/** `3 of 128`, `none`, `12…` while it goes on. */
export function countInWords({
  lines,
  current,
  done,
}: Pick<Finding, 'lines' | 'current' | 'done'>): string {
  const total = lines.length >= maxMatches ? `${lines.length}+` : String(lines.length);
  if (lines.length === 0) return done ? 'none' : '…';
  const of = current === null ? total : `${current + 1} of ${total}`;
  return done ? of : `${of}…`;
}
