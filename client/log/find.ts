// Finding in a log: the query, its matches near where one reads, and which of them one stands at.
// Begins with the last match above the screen's lower edge: the newest is what people look for.
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { LogMatches, LogQuery } from '../../server/protocol/log-page.ts';
import type { Link } from '../connection/link.ts';
import type { Finding } from './finding.ts';
import { withEvents } from './found-lines.ts';
import { matcherOf } from './matching.ts';
import { inThousands } from './notices.ts';
import { search } from './search.ts';

export interface FindParts {
  readonly link: Link;
  /** Where it is told what was found. */
  readonly state: Signal<Finding | null>;
  /** The view to search in, null while there is no connection. */
  view(): number | null;
  onScreen(): { readonly first: number; readonly last: number };
  show(line: number): Promise<unknown>;
  /** Lines of events that count as matches, ascending. */
  also(query: LogQuery): readonly number[];
}

/** Which match to go to: the last up to `line`, or the first from it on. */
interface Goal {
  readonly line: number;
  readonly by: 1 | -1;
}

const theStart: Goal = { line: 0, by: 1 };
const theEnd: Goal = { line: Number.MAX_SAFE_INTEGER, by: -1 };

export class Find {
  readonly #parts: FindParts;
  readonly #state: Signal<Finding | null>;
  #stop: () => void = () => undefined;
  /** Not reached yet: its matches are still to come. */
  #goal: Goal | null = null;
  /** Those of the lines held that the server found. */
  #found: readonly number[] = [];
  /** What is held is of an earlier place. */
  #stale = false;
  /** The line that is being brought to the screen. */
  #coming: number | null = null;

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
    this.#found = [];
    this.#state.value = {
      ...{ query, findIn: matcherOf(query), lines: [], total: 0, skipped: 0, current: null },
      ...{ markedTo: markedTo(query, 0), done: false, problem: null },
    };
    const line = from ?? this.#parts.onScreen().last;
    this.#search({ line, by: from === null ? -1 : 1 });
  }

  next(): void {
    this.#step(1);
  }

  previous(): void {
    this.#step(-1);
  }

  /** The line of the match one stands at; null when there is none, or it was scrolled away from. */
  standsAt(): number | null {
    const { lines, current } = this.#state.peek() ?? {};
    const line = lines?.[current ?? -1];
    if (line === undefined || line === this.#coming) return line ?? null;
    const { first, last } = this.#parts.onScreen();
    return line >= first && line <= last ? line : null;
  }

  close(): void {
    this.#stop();
    this.#goal = null;
    this.#state.value = null;
  }

  /** Its matches come; what is held stays until they do. */
  #search(goal: Goal): void {
    const state = this.#state.peek();
    const view = this.#parts.view();
    if (state === null) return;
    this.#stop();
    this.#goal = goal;
    this.#stale = true;
    const failed = (problem: string) => {
      this.#goal = null;
      const now = this.#state.peek();
      if (now !== null) this.#state.value = { ...now, done: true, problem };
    };
    if (view === null) return void failed('There is no connection to search over.');
    this.#stop = search({
      ...{ link: this.#parts.link, view, query: state.query, around: goal.line },
      found: (part) => this.#take(part),
      failed,
    });
  }

  #take(part: LogMatches): void {
    const state = this.#state.peek();
    if (state === null) return;
    const { lines: more, done, problem, searchedTo = 0, total = 0, skipped = 0 } = part;
    const again =
      this.#stale || (more[0] ?? Number.POSITIVE_INFINITY) <= (this.#found.at(-1) ?? -1);
    // Until the first of them come, one stands among those of the earlier place.
    if (this.#stale && more.length === 0 && !done) {
      if (state.lines.length === 0) this.#state.value = { ...state, total, done };
      return;
    }
    this.#stale = false;
    this.#found = again ? more : this.#found.concat(more);
    const own = { lines: this.#found, total, skipped, done: done && problem === null };
    const { lines, total: all } = withEvents(own, this.#parts.also(state.query));
    const at = state.lines[state.current ?? -1];
    const kept = at === undefined ? -1 : lines.indexOf(at);
    this.#state.value = {
      ...{ ...state, lines, total: all, skipped, done, problem },
      current: kept < 0 ? null : kept,
      markedTo: Math.max(state.markedTo, markedTo(state.query, searchedTo)),
    };
    if (this.#goal !== null) this.#reach(this.#goal, done);
  }

  /** As soon as it is known which one it is. */
  #reach(goal: Goal, done: boolean): void {
    const state = this.#state.peek();
    if (state === null || (state.lines.length === 0 && !done)) return;
    const found = matchFor(state.lines, goal);
    if (found >= 0) return void this.#go(found);
    if (!done) return;
    this.#goal = null;
    // Nothing from there on: the first of all.
    if (state.skipped > 0) this.#search(theStart);
    else if (state.lines.length > 0) this.#go(0);
  }

  #step(by: 1 | -1): void {
    const state = this.#state.peek();
    if (state === null || this.#goal !== null || state.lines.length === 0) return;
    const { lines, skipped, total, done } = state;
    const at = this.standsAt();
    const { first, last } = this.#parts.onScreen();
    const reading = by > 0 ? first : last;
    const goal: Goal = { line: at === null ? reading : at + by, by };
    const [top = 0, bottom = 0] = [lines[0], lines.at(-1)];
    const known = goal.line >= top && goal.line <= bottom;
    if (known) return void this.#go(matchFor(lines, goal));
    const above = goal.line < top;
    const more = above ? skipped > 0 : skipped + lines.length < total;
    if (more) return void this.#search(goal);
    if (above && by > 0) return void this.#go(0);
    if (!above && by < 0) return void this.#go(lines.length - 1);
    // Around the corner.
    if (by > 0 && skipped > 0) this.#search(theStart);
    else if (by > 0) this.#go(0);
    else if (!done || skipped + lines.length < total) this.#search(theEnd);
    else this.#go(lines.length - 1);
  }

  #go(index: number): void {
    const state = this.#state.peek();
    const line = state?.lines[index];
    if (state === null || line === undefined) return;
    this.#goal = null;
    this.#coming = line;
    this.#state.value = { ...state, current: index };
    void this.#parts.show(line).finally(() => {
      if (this.#coming === line) this.#coming = null;
    });
  }
}

/** Of matches that hold all around the goal; -1 when there is none from it on. */
export function matchFor(lines: readonly number[], { line, by }: Goal): number {
  if (by > 0) return lines.findIndex((match) => match >= line);
  if (lines.length === 0) return -1;
  return Math.max(
    0,
    lines.findLastIndex((match) => match <= line),
  );
}

/** What is searched for as it stands is quick everywhere. */
function markedTo({ kind }: LogQuery, searchedTo: number): number {
  return kind === 'text' ? Number.POSITIVE_INFINITY : searchedTo;
}

/** `3 of 12,345`, `none`, `12…` while it goes on, `12+` when it was ended early; nothing where nothing is known. */
export function countInWords({
  total,
  skipped,
  current,
  done,
  problem,
}: Pick<Finding, 'total' | 'skipped' | 'current' | 'done' | 'problem'>): string {
  if (total === 0) return problem !== null ? '' : done ? 'none' : '…';
  const all = `${inThousands(total)}${problem === null ? '' : '+'}`;
  const of = current === null ? all : `${inThousands(skipped + current + 1)} of ${all}`;
  return done ? of : `${of}…`;
}
