// One page's look at one log: the end as it changes, ranges of rows, one search at a time. Sends
// states, each replacing the one before, no oftener and no more than a phone likes.
import { Failure } from '../../protocol/failure.ts';
import type {
  LogMatches,
  LogPlace,
  LogQuery,
  LogRange,
  LogShape,
  LogTail,
} from '../../protocol/log-page.ts';
import { matchesAround, maxMatches, maxRangeRows } from '../../protocol/log-page.ts';
import {
  type LogTail as Change,
  type LogMatches as Found,
  followTail,
  type LogEnd,
  type LogSize,
  type LogStretch,
  type MovedLine,
} from '../../protocol/log-view.ts';
import { whyInvalid } from '../../protocol/search-pattern.ts';
import { warningQuery } from '../../screen/search/pattern.ts';
import type { SessionLogView } from '../../screen/session-log-view.ts';
import { type Offer, Pace, type PaceParts } from './pace.ts';
import { pageLines, unwrapped } from './page-line.ts';
import { mostNewest, ToldEnd } from './told-end.ts';
import { TroubleCount } from './trouble-count.ts';

export interface LogLookParts {
  readonly log: SessionLogView;
  readonly free: PaceParts['free'];
  /** Begins a search when it is its turn; returns what ends it. */
  readonly search: (begin: (over: () => void) => () => void) => () => void;
  tail(tail: LogTail): void;
  matches(matches: LogMatches): void;
}

export interface SearchPlace {
  /** The first line to search. */
  readonly from: number;
  /** Told are the matches near this line; all, if it is not given. */
  readonly around?: number | undefined;
}

interface Waiting {
  readonly resolve: (tail: LogTail) => void;
  readonly reject: (why: Error) => void;
}

export class LogLook {
  readonly #parts: LogLookParts;
  readonly #pace: Pace;
  readonly #told = new ToldEnd();
  readonly #trouble: TroubleCount;
  #width = 0;
  #end: LogEnd | null = null;
  #closeTail: () => void = () => undefined;
  /** Who asked for the end: answered together, with the width asked for last. */
  #waiting: Waiting[] = [];
  #endSearch: () => void = () => undefined;
  #paused = false;
  #closed = false;

  constructor(parts: LogLookParts) {
    this.#parts = parts;
    this.#pace = new Pace({ offer: () => this.#offer(), free: parts.free });
    this.#trouble = new TroubleCount(parts.log, () => this.#pace.due());
  }

  /** Looks at the end at a width in cells, 0 for unwrapped lines. Resolves to how it is now. */
  look(width: number): Promise<LogTail> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone();
      this.#waiting.push({ resolve, reject });
      this.#width = width;
      this.#follow();
    });
  }

  pause(paused: boolean): void {
    if (paused === this.#paused || this.#closed) return;
    this.#paused = paused;
    if (!paused) this.#follow();
    else if (this.#waiting.length === 0) this.#closeTail();
  }

  /** Warnings and errors are counted from this line on. */
  since(line: number): void {
    this.#trouble.since(line);
  }

  /** Whole lines that cover the rows from a place on. */
  async rows(from: LogPlace, rows: number, width: number): Promise<LogRange> {
    const cells = cellsFor(width);
    const most = Math.min(rows, maxRangeRows);
    const stretch = await this.#stretch(from, most, cells);
    const lines = pageLines(stretch.lines, { ...stretch, width: cells });
    const end = ('row' in from ? from.row : stretch.fromRow) + most;
    return { shape: shapeOf(stretch.size, width), lines: lines.filter(({ row }) => row < end) };
  }

  /** Where a line of an earlier epoch is now. */
  moved(epoch: number, line: number): Promise<MovedLine | null> {
    return this.#parts.log.moved(epoch, line);
  }

  search(id: number, { kind, text }: LogQuery, { from, around }: SearchPlace): void {
    this.#endSearch();
    const { log, matches } = this.#parts;
    const options = { from, around, limit: around === undefined ? maxMatches : matchesAround };
    this.#endSearch = this.#parts.search((over) => {
      const found = ({ matches: lines, done, searchedTo, counted }: Found) => {
        if (done !== null) over();
        matches({
          search: id,
          lines: lines.map(({ line }) => line),
          done: done !== null,
          problem: problemOf(done, text),
          ...{ searchedTo, ...counted },
        });
      };
      if (kind === 'errors') return log.errors(found, options);
      if (kind === 'warnings') return log.search(warningQuery, found, options);
      return log.search({ text, regex: kind === 'regex' }, found, options);
    });
  }

  stopSearch(): void {
    this.#endSearch();
  }

  close(): void {
    this.#closed = true;
    this.#pace.close();
    this.#trouble.close();
    this.#closeTail();
    this.#endSearch();
    for (const { reject } of this.#waiting.splice(0)) reject(gone());
  }

  async #stretch(from: LogPlace, most: number, cells: number): Promise<LogStretch> {
    const { log } = this.#parts;
    try {
      return 'row' in from
        ? await log.rows(from.row, from.row + most, cells)
        : await log.lines(from.line, from.line + most, cells);
    } catch (error) {
      // Its session has been removed meanwhile.
      throw this.#closed ? gone() : error;
    }
  }

  #follow(): void {
    this.#closeTail();
    this.#end = null;
    const request = { width: cellsFor(this.#width), lines: mostNewest };
    this.#closeTail = this.#parts.log.tail(
      request,
      (change) => this.#take(change),
      (why) => this.#fail(why),
    );
  }

  #fail(why: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(why);
  }

  #take(change: Change): void {
    const before = this.#end;
    this.#end = followTail(before, change, mostNewest);
    if (before?.tail.size.epoch !== change.size.epoch) this.#told.forget();
    this.#trouble.grown(change.size);
    if (this.#waiting.length === 0) this.#pace.due();
    else this.#answer(this.#end);
    if (this.#paused) this.#closeTail();
  }

  #answer(end: LogEnd): void {
    const { tail, told } = this.#tail(end);
    told();
    this.#pace.sent(bytesOf(tail));
    for (const { resolve } of this.#waiting.splice(0)) resolve(tail);
  }

  #offer(): Offer | null {
    if (this.#end === null || this.#paused || this.#closed) return null;
    const { tail, told } = this.#tail(this.#end);
    const send = () => {
      told();
      this.#parts.tail(tail);
    };
    return { bytes: bytesOf(tail), send };
  }

  #tail(end: LogEnd): { tail: LogTail; told: () => void } {
    const { size, alternate, ended } = end.tail;
    const { change, told } = this.#told.change(end, cellsFor(this.#width));
    const tail = {
      ...{ shape: shapeOf(size, this.#width), ...change, fullScreen: alternate, ended },
      ...this.#trouble.counts,
    };
    return { tail, told };
  }
}

function gone(): Failure {
  return new Failure('not-found');
}

/** On the wire, with what Socket.IO puts around it. */
function bytesOf(tail: LogTail): number {
  return Buffer.byteLength(JSON.stringify(tail)) + 64;
}

function cellsFor(width: number): number {
  return width === 0 ? unwrapped : width;
}

function shapeOf({ epoch, firstLine, endLine, rows }: LogSize, width: number): LogShape {
  return { epoch: Number.parseInt(epoch, 16), width, first: firstLine, lines: endLine, rows };
}

function problemOf(done: Found['done'], text: string): string | null {
  if (done === 'bad-pattern') return `Invalid regular expression: ${whyInvalid(text)}.`;
  return done === 'time' ? 'The search took too long and was ended.' : null;
}
