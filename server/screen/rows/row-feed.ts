// Gives out the rows of the screen as the cursor leaves them, and the signals between them: what
// the watch reads. Taken from the emulator while it parses, so that a row is what a person saw, and
// the same however the output was cut. Rows of the alternate screen are a program's business.
import { isAscii } from 'node:buffer';
import type { Entry, Row, Signal } from '../../watch/entries.ts';
import type { CoreBuffer } from '../terminal/core.ts';
import type { Emulator } from '../terminal/emulator.ts';
import { LineNumbers, type Settled } from './line-numbers.ts';
import { watchMoves } from './moves.ts';
import { Offsets } from './offsets.ts';
import { textOfRows } from './row-text.ts';
import { Sampling, type SamplingState } from './sampling.ts';
import { type Pending, SignalReader, signalIds } from './signals.ts';
import { beginUnit, extendUnit, moveUnitUp, type Unit } from './unit.ts';

export interface RowFeedState {
  readonly unit: Unit | null;
  readonly trimmed: number;
  readonly time: number | null;
  readonly behind: number;
  readonly anchor: Settled | null;
  readonly pending: Pending;
  /** Null: nothing has been read yet. */
  readonly sampling: SamplingState | null;
}

/** Rows of one text at most: what a line of the log may be. */
const maxRows = 200;

export class RowFeed {
  readonly #emulator: Emulator;
  readonly #numbers: LineNumbers;
  readonly #offsets = new Offsets();
  readonly #signals = new SignalReader();
  readonly #sampling = new Sampling();
  #chunk: unknown = null;
  #codes: Uint32Array | null = null;
  #code = 0;
  #unit: Unit | null = null;
  #entries: Entry[] = [];
  #time: number | null = null;
  /** Rows gone from the buffer's top. */
  #trimmed = 0;
  /** The offset behind what was given out last. */
  #behind = 0;

  /** To be made after the settler of the same emulator: rows are read before they settle. */
  constructor(emulator: Emulator, settled: () => Settled) {
    this.#emulator = emulator;
    this.#numbers = new LineNumbers(settled);
    this.#watchPrinting();
    this.#watchScrolling();
    this.#watchMoves();
  }

  /** Output from here on arrived at `time`. */
  mark(time: number): void {
    this.#readPassed();
    this.#sampling.mark(time);
    this.#time = time;
  }

  /** The last rows of a flood, as far as they have not been read. */
  passed(): Row[] {
    const rows = this.#sampling.passed.map(({ unit, up }) => this.#row(unit, up));
    return rows.filter((row) => row !== null);
  }

  /** What came since this was last called. To be called after every feeding of the emulator. */
  take(): Entry[] {
    this.#place();
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  /** The row that the cursor has not left yet, as it is now. */
  live(): Row | null {
    return this.#unit === null ? null : this.#row(this.#unit, 0);
  }

  /** Before rows are wrapped to another size, or are no more: the row the cursor is in counts. */
  leave(): void {
    this.#place();
    this.#readPassed();
    this.#emit(0);
    this.#numbers.forget();
  }

  get state(): RowFeedState {
    this.#place();
    const unit = this.#unit && { ...this.#unit };
    return {
      unit,
      trimmed: this.#trimmed,
      time: this.#time,
      behind: this.#behind,
      anchor: this.#numbers.anchor,
      pending: this.#signals.pending,
      sampling: this.#sampling.state,
    };
  }

  restore({ unit, trimmed, time, behind, anchor, pending, sampling }: RowFeedState): void {
    if (sampling !== null) this.#sampling.restore(sampling);
    this.#behind = behind;
    this.#numbers.anchor = anchor;
    this.#unit = unit && { ...unit };
    this.#trimmed = trimmed;
    this.#time = time;
    this.#signals.restore(pending);
  }

  get #buffer(): CoreBuffer {
    return this.#emulator.core._bufferService.buffers.normal;
  }

  get #cursorRow(): number {
    return this.#trimmed + this.#buffer.ybase + this.#buffer.y;
  }

  #watchPrinting(): void {
    const parser = this.#emulator.core._inputHandler._parser;
    const print = parser._printHandler;
    const service = this.#emulator.core._bufferService;
    const { buffers } = service;
    parser.setPrintHandler((codes, start, end) => {
      if (buffers.active !== buffers.normal) {
        print(codes, start, end);
        return;
      }
      const buffer = buffers.normal;
      const { cols } = service;
      this.#unit ??= beginUnit(this.#trimmed + buffer.ybase + buffer.y, buffer.x, cols);
      const unit = this.#unit;
      const wraps = buffer.x + end - start > cols;
      print(codes, start, end);
      extendUnit(unit, this.#trimmed + buffer.ybase + buffer.y, buffer.x, wraps);
      unit.time = this.#time;
      this.#codes = codes;
      this.#code = end;
    });
  }

  #watchScrolling(): void {
    const service = this.#emulator.core._bufferService;
    const scroll = service.scroll;
    service.scroll = (attributes, isWrapped) => {
      const buffer = service.buffers.active;
      const { scrollTop, lines } = buffer;
      const isNormal = buffer === service.buffers.normal;
      const full = isNormal && scrollTop === 0 && lines.length === lines.maxLength;
      scroll.call(service, attributes, isWrapped);
      if (full) this.#trimmed++;
      if (isNormal && scrollTop > 0 && this.#unit !== null)
        moveUnitUp(this.#unit, this.#trimmed + buffer.ybase + scrollTop);
    };
  }

  #watchMoves(): void {
    const { core } = this.#emulator;
    watchMoves(core, {
      leaves: (up) => this.#emit(up),
      rang: () => {
        this.#place();
        this.#signal({ kind: 'rang' }, Math.max(this.#behind, this.#unit?.offset ?? 0));
      },
      erased: () => {
        this.#numbers.forget();
      },
      isInRow: () => this.#unit !== null,
      reset: () => this.#reset(),
    });
    for (const id of signalIds) {
      core.registerOscHandler(id, (data) => {
        const offset = this.#begin().behindString(`\x1b]${id};`);
        const signal = this.#signals.read(id, data);
        if (signal !== null) this.#signal(signal, offset);
        return false;
      });
    }
  }

  /** Everything above the screen goes as well, and rows are counted on. */
  #reset(): void {
    this.#trimmed += this.#buffer.lines.length;
    this.#numbers.forget();
  }

  #readPassed(): void {
    for (const row of this.passed()) this.#entries.push(row);
    this.#sampling.forgetPassed();
  }

  #emit(up: number): void {
    const unit = this.#unit;
    if (unit === null) return;
    this.#place();
    this.#unit = null;
    this.#behind = Math.max(this.#behind, unit.offset);
    if (!this.#sampling.reads(unit, up, this.#offsets.byte)) return;
    const row = this.#row(unit, up);
    if (row !== null) this.#entries.push(row);
  }

  #row(unit: Unit, up: number): Row | null {
    const { lines } = this.#buffer;
    const to = unit.to - this.#trimmed;
    let from = Math.max(unit.from - this.#trimmed, to - maxRows, 0);
    // Printed from the first column on it is a text of its own, else it is a part of what is there.
    const whole = unit.column > 0;
    while (whole && from > 0 && to - from < maxRows && lines.get(from)?.isWrapped) from--;
    const text = textOfRows(lines, from, to, whole ? Number.POSITIVE_INFINITY : unit.end);
    if (text.trim() === '') return null;
    const { offset, time, from: place } = unit;
    return { kind: 'row', text, offset, time, line: this.#lineOf(from), place, up };
  }

  #signal(signal: Signal, offset: number): void {
    if (signal.kind === 'marked') this.#emit(0);
    const line = this.#lineOf(this.#cursorRow - this.#trimmed);
    this.#behind = Math.max(this.#behind, offset);
    this.#entries.push({ ...signal, offset, line, time: this.#time });
  }

  /** Which line of the log the row is. */
  #lineOf(row: number): number {
    return this.#numbers.of(row + this.#trimmed, this.#trimmed, this.#buffer.lines);
  }

  /** Notes where the unit ends, before the parser's characters are others. */
  #place(): void {
    if (this.#unit === null || this.#codes === null) return;
    this.#unit.offset = this.#begin().behindCode(this.#codes, this.#code);
    this.#codes = null;
  }

  /** The offsets of the bytes being parsed. */
  #begin(): Offsets {
    const { parsing } = this.#emulator;
    if (this.#chunk !== parsing) {
      this.#chunk = parsing;
      const { bytes, from, origins } = parsing;
      this.#sampling.begin(bytes);
      this.#offsets.begin(bytes, from, origins, isAscii(bytes));
    }
    return this.#offsets;
  }
}
