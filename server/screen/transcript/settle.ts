// Decides when lines have left the screen for good: scrolled off it, erased as a whole, or cut off
// by the program's end. A function of the bytes alone: however they arrive, the same lines settle.
// Rows above the screen cannot change any more, so they are collected in batches.
import type { OwnedSize } from '../../protocol/host.ts';
import type { CoreBuffer } from '../terminal/core.ts';
import { type Emulator, resizingRows } from '../terminal/emulator.ts';
import { type Leaving, watchLeaving } from './leaving.ts';
import { lineTimes, notesOf } from './line-times.ts';
import { PulledBack } from './pulled-back.ts';
import { copyRecord, type LineSink, type Record } from './record.ts';
import { RowLines } from './row-lines.ts';
import { RowTimes } from './times.ts';

/** What a settler knows beside the emulator, as JSON. */
export interface SettlerState {
  readonly next: number;
  readonly dropped: number;
  readonly pulled: readonly string[];
  readonly times: readonly (readonly [row: number, time: number])[];
  readonly lastTime: number | null;
  readonly finished: boolean;
  readonly resumesAt: number;
}

/** Rows that may gather above the screen before they are collected. */
const batchRows = 256;

export class Settler {
  readonly #emulator: Emulator;
  readonly #rows: RowLines;
  readonly #sink: LineSink;
  readonly #pulled = new PulledBack();
  readonly #times = new RowTimes();
  /** The first row of the normal buffer that has not settled. */
  #next = 0;
  /** Rows dropped from the top of the buffer so far: turns its rows into the session's. */
  #dropped = 0;
  /** A line that a resize has put below rows that came back: the rest of a long one. A row of the session's. */
  #resumesAt = -1;
  #collectAt = batchRows;
  #lastTime: number | null = null;
  #finished = false;

  constructor(emulator: Emulator, sink: LineSink) {
    this.#emulator = emulator;
    this.#rows = new RowLines(emulator, (row) => this.#times.timeOf(this.#dropped + row));
    this.#sink = sink;
    watchLeaving(emulator.core, this.#leaving());
    emulator.onNormalBuffer(() => this.#noteTime());
  }

  /** Output from here on arrived at `time`. */
  mark(time: number): void {
    this.#lastTime = time;
    if (!this.#emulator.alternate) this.#noteTime();
  }

  /** Collects what has scrolled off the screen. */
  flush(): void {
    const { lines, ybase } = this.#normal;
    const most = this.#rows.maxRows;
    while (this.#next < ybase) {
      const end = this.#rows.endOf(this.#next, this.#next + most);
      if (end > ybase) break;
      this.#settle(this.#next, end, lines.get(end)?.isWrapped === true);
      this.#unwrap(this.#next);
      this.#next = end;
    }
    this.#collectAt = Math.max(0, ybase - this.#next) + batchRows;
    this.#times.forgetBefore(this.#dropped + this.#next);
  }

  /** The lines on the screen that have not settled: all that show anything, or those above the cursor's. */
  unsettled(aboveCursor = false): Record[] {
    this.flush();
    const { ybase, y } = this.#normal;
    const end = aboveCursor ? this.#rows.startOf(ybase + y) : this.#rows.lastUsed(this.#next);
    const lines: Record[] = [];
    const pulled = this.#pulled.copy();
    const take = (line: Record) => {
      if (!pulled.take(line)) lines.push(copyRecord(line));
    };
    this.#rows.each(this.#next, this.#finished ? 0 : end, take, this.#joins);
    return lines;
  }

  /** The program has ended: the screen will not change any more, and its lines settle. */
  finish(): void {
    if (!this.#finished) {
      this.#settleScreen();
      this.#settleAlternate();
    }
    this.#finished = true;
  }

  /**
   * Output is missing from here on. What is on the screen settles, and what comes is drawn on a
   * blank one: where the cursor ought to be nobody knows.
   */
  interrupt(): void {
    const blank = '\x1b[?6l\x1b[r\x1b[m\x1b[H\x1b[2J';
    const alternate = this.#emulator.alternate;
    this.#emulator.core._inputHandler.parse(alternate ? `\x1b[?47l${blank}\x1b[?47h` : blank);
  }

  /** Resizes the emulator and finds its place again: rows are wrapped anew, and some come back. */
  resize(size: OwnedSize): void {
    this.flush();
    this.#makeRoom(Math.max(2, size.cols));
    // What has settled of a long line is not to be wrapped together with the rest of it.
    const continues = this.#continues;
    this.#unwrap(this.#next);
    const times = lineTimes(this.#rows, this.#next);
    const normal = this.#normal;
    const marker = normal.addMarker(this.#next);
    const resumes = continues ? marker : this.#resumesMarker();
    let rows = 0;
    this.#emulator.resize(size, () => {
      this.#next = Math.max(0, marker.line);
      this.#takeBack();
      this.#resumesAt = resumes === null ? -1 : this.#dropped + Math.max(0, resumes.line);
      this.#restoreTimes(times);
      this.flush();
      rows = normal.lines.length;
    });
    marker.dispose();
    resumes?.dispose();
    this.#drop(rows - normal.lines.length);
    this.flush();
  }

  #resumesMarker(): ReturnType<CoreBuffer['addMarker']> | null {
    const row = this.#resumesAt - this.#dropped;
    return row >= this.#next ? this.#normal.addMarker(row) : null;
  }

  get state(): SettlerState {
    this.flush();
    return {
      next: this.#next,
      dropped: this.#dropped,
      pulled: this.#pulled.lines.map((line) => line.toString('base64')),
      times: this.#times.notes,
      lastTime: this.#lastTime,
      resumesAt: this.#resumesAt,
      finished: this.#finished,
    };
  }

  /** To be called before any output is fed to the emulator, which was restored from the same moment. */
  restore(state: SettlerState): void {
    this.#next = state.next;
    this.#dropped = state.dropped;
    this.#pulled.restore(state.pulled.map((line) => Buffer.from(line, 'base64')));
    this.#times.restore(state.times);
    this.#lastTime = state.lastTime;
    this.#resumesAt = state.resumesAt ?? -1;
    this.#finished = state.finished;
  }

  /** The first row of the normal buffer that has not settled. */
  get firstOpen(): number {
    return this.#next;
  }

  get #normal(): CoreBuffer {
    return this.#rows.buffer;
  }

  #noteTime(): void {
    if (this.#lastTime === null) return;
    const { ybase, y } = this.#normal;
    this.#times.note(this.#dropped + ybase + y, this.#lastTime);
  }

  #leaving(): Leaving {
    return {
      scrolled: (full) => {
        if (full) this.#drop(1);
        if (this.#normal.ybase - this.#next >= this.#collectAt) this.flush();
      },
      rowLeaves: (row) => {
        this.flush();
        this.#settle(row, row + 1);
      },
      topRowDeleted: () => this.flush(),
      screenErased: () => this.#settleErased(),
      scrollbackErased: () => this.#settleScrollback(),
      reset: () => {
        this.#settleErased();
        this.#settleAlternate();
        this.#drop(this.#normal.lines.length);
      },
    };
  }

  #settleErased(): void {
    this.flush();
    this.#sink.beginFrame();
    this.#settleScreen();
    this.#sink.endFrame();
  }

  /** Everything down to the last row that shows anything; what comes next is drawn on a blank screen. */
  #settleScreen(): void {
    this.flush();
    const end = this.#rows.lastUsed(this.#next);
    this.#rows.each(this.#next, end, this.#give, this.#joins);
    this.#resumesAt = -1;
    this.#next = this.#normal.ybase;
    this.#pulled.clear();
  }

  /** A program that dies in the alternate screen has its last words there. */
  #settleAlternate(): void {
    if (!this.#emulator.alternate) return;
    const alternate = new RowLines(this.#emulator, () => this.#lastTime, 'alt');
    alternate.each(0, alternate.lastUsed(0), (line) => this.#sink.line(line));
  }

  #settleScrollback(): void {
    this.flush();
    const { lines, ybase } = this.#normal;
    if (this.#next < ybase) {
      this.#settle(this.#next, ybase);
      this.#unwrap(ybase);
      this.#next = ybase;
    }
    this.#drop(lines.length - this.#emulator.rows);
  }

  #settle(from: number, to: number, goesOn = false): void {
    const { continues, resumes } = this.#joins;
    const joins = { continues: from === this.#next && continues, resumes, goesOn };
    this.#rows.each(from, to, this.#give, joins);
  }

  /** What has not settled begins within a line, which was cut for its length. */
  get #continues(): boolean {
    return this.#normal.lines.get(this.#next)?.isWrapped === true;
  }

  get #joins() {
    return { continues: this.#continues, resumes: this.#resumesAt - this.#dropped };
  }

  #unwrap(row: number): void {
    const line = this.#normal.lines.get(row);
    if (line?.isWrapped) line.isWrapped = false;
  }

  readonly #give = (line: Record): void => {
    if (!this.#pulled.take(line)) this.#sink.line(line);
  };

  /** Made much narrower, lines may take more rows than any buffer holds: the first ones settle now. */
  #makeRoom(cols: number): void {
    const growth = Math.ceil(this.#emulator.cols / cols);
    if (growth === 1) return;
    const { lines } = this.#normal;
    const fit = Math.floor(resizingRows / growth);
    const end = this.#rows.lastUsed(this.#next);
    while (end - this.#next > fit && this.#next < end) {
      const to = this.#rows.endOf(this.#next, end);
      this.#settle(this.#next, to);
      this.#unwrap(this.#next);
      this.#next = to;
    }
    const surplus = Math.min(lines.length - fit, this.#next, this.#normal.ybase);
    if (surplus <= 0) return;
    this.#emulator.dropRows(surplus);
    this.#drop(surplus);
  }

  /** So many rows are gone from the top of the buffer. */
  #drop(rows: number): void {
    this.#next = Math.max(0, this.#next - rows);
    this.#dropped += rows;
  }

  /** Rows that had settled and are on the screen again settle anew only if they change. */
  #takeBack(): void {
    const { ybase } = this.#normal;
    if (this.#next <= ybase) return;
    const start = this.#rows.startOf(ybase);
    const back: Buffer[] = [];
    this.#rows.each(start, this.#next, (line) => back.push(copyRecord(line).bytes));
    this.#pulled.prepend(back);
    this.#next = start;
  }

  #restoreTimes(times: readonly (number | null)[]): void {
    const notes = notesOf(this.#rows, { times, next: this.#next, dropped: this.#dropped });
    this.#times.restore(notes);
    if (notes.length === 0) this.#noteTime();
  }
}
