// One page's look at one log: the end as it changes, ranges of rows, one search at a time. Sends
// states, each replacing the one before, no oftener and no more than a phone likes.
import type {
  LiveLine,
  LogLine,
  LogMatches,
  LogPlace,
  LogQuery,
  LogRange,
  LogShape,
  LogTail,
} from '../../protocol/log-page.ts';
import { maxMatches, maxRangeRows } from '../../protocol/log-page.ts';
import {
  type LogTail as Change,
  type LogMatches as Found,
  followTail,
  type LogEnd,
  type LogSize,
  type LogLine as TranscriptLine,
} from '../../protocol/log-view.ts';
import type { SessionLogView } from '../../screen/session-log-view.ts';
import { looksLikeError, looksLikeWarning, warningQuery } from './alarming.ts';
import { Pace } from './pace.ts';
import { pageLines, pageText, unwrapped } from './page-line.ts';

export interface LogLookParts {
  readonly log: SessionLogView;
  tail(tail: LogTail): void;
  matches(matches: LogMatches): void;
}

/** Settled lines in a state at most: a screen of a phone, and in the first one with the live ones. */
const mostNewest = 28;

export class LogLook {
  readonly #parts: LogLookParts;
  readonly #pace = new Pace(() => this.#send());
  #width = 0;
  #end: LogEnd | null = null;
  #sentTo = 0;
  /** The live lines that the page has, as JSON. */
  #sentLive: readonly string[] = [];
  #countedTo: number | null = null;
  #warnings = 0;
  #errors = 0;
  #closeTail: () => void = () => undefined;
  #first: ((tail: LogTail) => void) | null = null;
  #endSearch: () => void = () => undefined;
  #paused = false;
  #closed = false;

  constructor(parts: LogLookParts) {
    this.#parts = parts;
  }

  /** Looks at the end at a width in cells, 0 for unwrapped lines. Resolves to how it is now. */
  async look(width: number): Promise<LogTail> {
    this.#closeTail();
    this.#width = width;
    const first = new Promise<LogTail>((resolve) => {
      this.#first = resolve;
    });
    this.#follow();
    return first;
  }

  pause(paused: boolean): void {
    if (paused === this.#paused || this.#closed) return;
    this.#paused = paused;
    if (!paused) this.#follow();
    else if (this.#first === null) this.#closeTail();
  }

  /** Whole lines that cover the rows from a place on. */
  async rows(from: LogPlace, rows: number, width: number): Promise<LogRange> {
    const { log } = this.#parts;
    const cells = cellsFor(width);
    const most = Math.min(rows, maxRangeRows);
    const stretch =
      'row' in from
        ? await log.rows(from.row, from.row + most, cells)
        : await log.lines(from.line, from.line + most, cells);
    const lines = pageLines(stretch.lines, { ...stretch, width: cells });
    const end = ('row' in from ? from.row : stretch.fromRow) + most;
    return { shape: shapeOf(stretch.size, width), lines: lines.filter(({ row }) => row < end) };
  }

  search(id: number, { kind, text }: LogQuery, from: number): void {
    this.#endSearch();
    const { log, matches } = this.#parts;
    const found = ({ matches: lines, done }: Found) =>
      matches({
        search: id,
        lines: lines.map(({ line }) => line),
        done: done !== null,
        problem: problemOf(done),
      });
    const options = { from, limit: maxMatches };
    if (kind === 'errors') this.#endSearch = log.errors(found, options);
    else if (kind === 'warnings') this.#endSearch = log.search(warningQuery, found, options);
    else this.#endSearch = log.search({ text, regex: kind === 'regex' }, found, options);
  }

  stopSearch(): void {
    this.#endSearch();
  }

  close(): void {
    this.#closed = true;
    this.#pace.close();
    this.#closeTail();
    this.#endSearch();
  }

  #follow(): void {
    if (this.#closed) return;
    this.#end = null;
    const request = { width: cellsFor(this.#width), lines: mostNewest };
    this.#closeTail = this.#parts.log.tail(request, (change) => this.#take(change));
  }

  #take(change: Change): void {
    const opened = this.#end === null;
    const { epoch } = this.#end?.tail.size ?? change.size;
    this.#end = followTail(this.#end, change, mostNewest);
    if (opened || epoch !== change.size.epoch) {
      this.#sentTo = 0;
      this.#sentLive = [];
    }
    this.#count();
    const first = this.#first;
    this.#first = null;
    if (first === null) this.#pace.due();
    else {
      const tail = this.#state();
      this.#pace.sent(tail === null ? 0 : JSON.stringify(tail).length);
      if (tail !== null) first(tail);
      if (this.#paused) this.#closeTail();
    }
  }

  /** Lines that settle while this look lasts; in a flood only those that are told at all. */
  #count(): void {
    const end = this.#end;
    if (end === null) return;
    const { endLine } = end.tail.size;
    const fresh = Math.max(0, endLine - (this.#countedTo ?? endLine));
    this.#countedTo = endLine;
    for (const line of fresh === 0 ? [] : end.settled.slice(-fresh)) {
      if (line.kind !== 'text') continue;
      if (looksLikeError(line.text)) this.#errors++;
      else if (looksLikeWarning(line.text)) this.#warnings++;
    }
  }

  #send(): number {
    if (this.#paused || this.#closed) return 0;
    const tail = this.#state();
    if (tail === null) return 0;
    this.#parts.tail(tail);
    return JSON.stringify(tail).length;
  }

  #state(): LogTail | null {
    const end = this.#end;
    if (end === null) return null;
    const width = cellsFor(this.#width);
    const { size, alternate, ended } = end.tail;
    const unsent = Math.max(0, size.endLine - this.#sentTo);
    const wanted = this.#sentTo === 0 ? Math.max(0, mostNewest - end.open.length) : unsent;
    const count = Math.min(unsent, wanted, end.settled.length);
    const newest = newestLines(end, count, width);
    const moved = Math.min(size.endLine - this.#sentTo, this.#sentLive.length);
    this.#sentTo = size.endLine;
    const live = end.open.map((line) => liveLine(line, width));
    return {
      ...{ shape: shapeOf(size, this.#width), newest, moved, ...this.#changed(live, moved) },
      ...{ fullScreen: alternate, warnings: this.#warnings, errors: this.#errors, ended },
    };
  }

  #changed(live: readonly LiveLine[], moved: number): { keep: number; live: readonly LiveLine[] } {
    const now = live.map((line) => JSON.stringify(line));
    const left = this.#sentLive.slice(moved);
    const differs = now.findIndex((line, i) => line !== left[i]);
    const keep = differs < 0 ? now.length : differs;
    this.#sentLive = now;
    return { keep, live: live.slice(keep) };
  }
}

/** The last `count` settled lines: their rows end where the log's do. */
function newestLines({ settled, tail }: LogEnd, count: number, width: number): LogLine[] {
  const lines = count === 0 ? [] : settled.slice(-count);
  const rows = lines.reduce((sum, line) => sum + pageText(line, width).rows, 0);
  const from = tail.size.endLine - lines.length;
  return pageLines(lines, { from, fromRow: tail.size.rows - rows, width });
}

function liveLine(line: TranscriptLine, width: number): LiveLine {
  const { text, spans, rows } = pageText(line, width);
  return { text, spans, rows };
}

function cellsFor(width: number): number {
  return width === 0 ? unwrapped : width;
}

function shapeOf({ epoch, firstLine, endLine, rows }: LogSize, width: number): LogShape {
  return { epoch: Number.parseInt(epoch, 16), width, first: firstLine, lines: endLine, rows };
}

function problemOf(done: Found['done']): string | null {
  if (done === 'bad-pattern') return 'That is no regular expression.';
  return done === 'time' ? 'The search took too long and was ended.' : null;
}
