// One look of this page at one log: opens it whenever there is a connection, takes its tails, asks
// for the rows that are wanted, and lets go when the page is left or hidden. Nothing of the DOM.
import type {
  LiveLine,
  LogLine,
  LogPlace,
  LogRange,
  LogTail,
} from '../../server/protocol/log-page.ts';
import { maxRangeRows } from '../../server/protocol/log-page.ts';
import type { Outcome } from '../connection/api.ts';
import { fieldsOf } from '../connection/guards.ts';
import type { Link } from '../connection/link.ts';
import { nextFetch } from './fetch-plan.ts';
import type { DrawRequest } from './geometry.ts';
import { type PlacedLive, placed } from './live-lines.ts';
import { parseMoved, parseOpened, parseRange, parseTail } from './log-messages.ts';
import type { LinePlace } from './place-link.ts';
import { RangeCache, type RowRange } from './range-cache.ts';

/** rows: more lines are at hand. tail: the end changed. epoch: the log began anew. */
export type Change = 'rows' | 'tail' | 'epoch';

export interface ReadingParts {
  readonly link: Link;
  /** The session's id. */
  readonly session: string;
  changed(change: Change): void;
  /** The gateway will not show it; in words. Null once it does. */
  refused(why: string | null): void;
}

const mostAsked = 2;
/** Asking again changes nothing about these. */
const lasting: ReadonlySet<string> = new Set(['no-session', 'not-allowed', 'not-paired']);
const firstAgainMs = 1000;
const longestAgainMs = 15_000;
/** After the log was first opened. */
const foresightMs = 1500;

export class Reading {
  readonly cache = new RangeCache();
  tail: LogTail | null = null;
  live: readonly PlacedLive[] = [];
  /** In cells; null until the page knows how much room there is. */
  width: number | null = null;
  readonly #parts: ReadingParts;
  #again: ReturnType<typeof setTimeout> | undefined;
  #againMs = firstAgainMs;
  readonly #ends: (() => void)[];
  #view: number | null = null;
  #asked: RowRange[] = [];
  #opened = 0;
  #near = 0;
  #paused = false;
  /** All live lines of the last tail: the next one tells only what is different. */
  #screen: readonly LiveLine[] = [];
  /** Rows that are not on the screen are asked for, too. */
  #foresees = false;
  #foresight: ReturnType<typeof setTimeout> | undefined;
  /** Tails of the new width that came before its rows. */
  #ahead: LogTail[] | null = null;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
    const { link } = parts;
    this.#ends = [
      link.connected.subscribe((connected) => {
        if (connected) void this.#open();
        else this.#lose();
      }),
      link.on('log:tail', (message) => {
        const { view, tail } = fieldsOf(message);
        const parsed = parseTail(tail);
        if (parsed !== null && view === this.#view) this.#take(parsed);
      }),
    ];
  }

  get view(): number | null {
    return this.#view;
  }

  /** Rows of the settled lines and the live ones together. */
  get rows(): number {
    const last = this.live.at(-1);
    return last === undefined ? (this.tail?.shape.rows ?? 0) : last.row + last.rows;
  }

  /**
   * Wraps anew. `anchor` says at which line one reads, null at the end: it is asked again when the
   * answer is there, and its line is at hand afterwards. False if there is no connection.
   */
  async rewrap(width: number, anchor: () => number | null): Promise<boolean> {
    if (this.width === null || this.#view === null) {
      const first = this.width === null;
      this.width = width;
      if (first) void this.#open();
      return false;
    }
    const view = this.#view;
    this.#ahead = [];
    const settled = this.tail?.shape.lines ?? 0;
    const around = (line: number | null) =>
      line === null || line >= settled
        ? null
        : this.#rows(width, { line: Math.max(0, line - 30) }, 120);
    const [tail, range] = await Promise.all([
      this.#parts.link.ask('log:width', { view, width }, (answer) =>
        parseTail(fieldsOf(answer).tail),
      ),
      around(anchor()),
    ]);
    if (!tail.ok || view !== this.#view) {
      this.#ahead = null;
      return false;
    }
    const line = anchor();
    const held = range?.ok ? range.value.lines : [];
    const lines =
      line === null || held.some((one) => one.line === line) ? held : await linesOf(around(line));
    this.width = width;
    this.cache.clear();
    this.#asked = [];
    this.cache.add(lines, lines[0]?.row ?? 0);
    const ahead = this.#ahead ?? [];
    this.#ahead = null;
    for (const one of [tail.value, ...ahead]) this.#take(one);
    return true;
  }

  /** Asks for what is not at hand yet, what is visible first. */
  want(request: DrawRequest): void {
    const { visible, direction } = request;
    this.#near = visible.from;
    const { shape } = this.tail ?? {};
    if (shape === undefined || this.width === null) return;
    const settled = { ...request, rows: shape.rows };
    const shown = { from: visible.from, to: Math.min(visible.to, shape.rows) };
    // While the page itself is still arriving, what is on the screen has the network for itself.
    if (!this.#foresees && direction === 0 && this.cache.missing(shown).length === 0) return;
    while (this.#view !== null && this.#asked.length < mostAsked) {
      const range = nextFetch(settled, { cache: this.cache, asked: this.#asked });
      if (range === null) return;
      void this.#fetch(range, this.width);
    }
  }

  /** A line of the current screen, by the number it has while the tail is as it is. */
  liveLine(number: number): PlacedLive | null {
    return this.live[number - (this.tail?.shape.lines ?? 0)] ?? null;
  }

  /** The line of that number, fetched with its surroundings if need be. */
  async find(number: number): Promise<LogLine | null> {
    const known = this.cache.line(number);
    if (known !== null || this.width === null) return known;
    const range = await this.#rows(this.width, { line: Math.max(0, number - 40) }, 160);
    if (range.ok && this.#fits(range.value.shape)) this.cache.add(range.value.lines, this.#near);
    return this.cache.line(number);
  }

  /** The number that a line of another epoch has now; null where nobody knows. */
  async moved(place: LinePlace): Promise<{ line: number; exact: boolean } | null> {
    if (place.epoch === this.tail?.shape.epoch) return { line: place.line, exact: true };
    const answer = await this.#parts.link.ask(
      'log:moved',
      { view: this.#view, ...place },
      parseMoved,
    );
    return answer.ok ? answer.value.moved : null;
  }

  /** While the page is hidden, nothing is sent. */
  pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (this.#view !== null) this.#parts.link.tell('log:pause', { view: this.#view, paused });
  }

  close(): void {
    for (const end of this.#ends) end();
    clearTimeout(this.#foresight);
    if (this.#view !== null) this.#parts.link.tell('log:close', { view: this.#view });
    this.#lose();
  }

  async #open(): Promise<void> {
    clearTimeout(this.#again);
    const { link, session, refused } = this.#parts;
    if (this.width === null || !link.connected.value) return;
    const turn = ++this.#opened;
    const opened = await link.ask('log:open', { session, width: this.width }, parseOpened);
    if (turn !== this.#opened) {
      if (opened.ok) link.tell('log:close', { view: opened.value.view });
      return;
    }
    if (!opened.ok) {
      if (opened.code === 'unreachable') return;
      refused(opened.message);
      if (!lasting.has(opened.code)) this.#openLater();
      return;
    }
    refused(null);
    this.#againMs = firstAgainMs;
    const { view, tail } = opened.value;
    this.#view = view;
    this.#foresight ??= setTimeout(() => {
      this.#foresees = true;
      this.#parts.changed('rows');
    }, foresightMs);
    if (this.#paused) link.tell('log:pause', { view, paused: true });
    if (tail.shape.width === this.width) this.#take(tail);
    else await this.rewrap(this.width, () => null);
  }

  /** What was short, a process or a file, may be there again. */
  #openLater(): void {
    this.#again = setTimeout(() => void this.#open(), this.#againMs);
    this.#againMs = Math.min(longestAgainMs, this.#againMs * 2);
  }

  #lose(): void {
    clearTimeout(this.#again);
    this.#opened++;
    this.#view = null;
    this.#asked = [];
  }

  #take(tail: LogTail): void {
    if (tail.shape.width !== this.width) {
      this.#ahead?.push(tail);
      return;
    }
    const before = this.tail?.shape;
    const anew = before !== undefined && before.epoch !== tail.shape.epoch;
    // Rows are counted from the first line that is kept.
    const recounted = before !== undefined && before.first !== tail.shape.first;
    if (anew || recounted || (before?.lines ?? 0) > tail.shape.lines) this.cache.clear();
    this.tail = tail;
    const { moved, keep } = tail;
    this.#screen = [...this.#screen.slice(moved, moved + keep), ...tail.live];
    this.live = placed(this.#screen, tail.shape);
    this.cache.add(tail.newest, this.#near);
    this.#parts.changed(anew ? 'epoch' : 'tail');
  }

  async #fetch(range: RowRange, width: number): Promise<void> {
    this.#asked.push(range);
    const answer = await this.#rows(width, { row: range.from }, range.to - range.from);
    const index = this.#asked.indexOf(range);
    if (index < 0) return;
    this.#asked.splice(index, 1);
    if (!answer.ok || !this.#fits(answer.value.shape)) return;
    this.cache.add(answer.value.lines, this.#near);
    if (answer.value.lines.length > 0) this.#parts.changed('rows');
  }

  #rows(width: number, from: LogPlace, rows: number) {
    const request = { view: this.#view, width, from, rows: Math.min(rows, maxRangeRows) };
    return this.#parts.link.ask('log:rows', request, parseRange);
  }

  #fits(shape: { epoch: number; width: number }): boolean {
    return shape.width === this.width && shape.epoch === this.tail?.shape.epoch;
  }
}

async function linesOf(asked: Promise<Outcome<LogRange>> | null): Promise<readonly LogLine[]> {
  const range = await asked;
  return range?.ok ? range.value.lines : [];
}
