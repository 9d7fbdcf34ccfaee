// One session's log as it can be asked for: its size, stretches of lines by number or by row, and
// its open end. Reads what the follower has derived; changes nothing.
import {
  type LogLastLines,
  type LogLine,
  type LogSize,
  type LogStretch,
  plainLine,
} from '../../protocol/log-view.ts';
import type { Follower } from '../follow/follower.ts';
import type { LineFiles } from '../transcript/line-files.ts';
import { lineOfRecord } from '../transcript/transcript.ts';
import { lastOf, readLines, startOfLast } from './read-lines.ts';
import { RowIndex } from './row-index.ts';
import { rowsOfCells, rowsOfWideText } from './wide.ts';

/** Lines in one answer at most: a page asks again. */
const maxLines = 2000;
/** Widths whose rows are kept counted. */
const keptWidths = 4;
/** Where rows are not counted. */
const anyWidth = 1000;

export interface OpenLines {
  readonly lines: readonly LogLine[];
  readonly rows: number;
}

export class LogView {
  readonly #follower: Follower;
  readonly #indexes = new Map<number, RowIndex>();

  constructor(follower: Follower) {
    this.#follower = follower;
  }

  /** `endLine`: as if no more had settled. */
  async size(width: number, endLine = this.endLine): Promise<LogSize> {
    const { lines, epoch } = this.#follower;
    const { firstLine } = lines;
    return { epoch, firstLine, endLine, rows: await this.#index(width).rowsBefore(endLine) };
  }

  /** Settled lines [from, to), as far as they are kept. */
  async lines(from: number, to: number, width: number): Promise<LogStretch> {
    return twice(async () => {
      const first = this.#kept(from);
      const fromRow = await this.#index(width).rowsBefore(first);
      const size = await this.size(width);
      return { size, from: first, fromRow, lines: await this.#read(first, to) };
    });
  }

  /** The same without rows. */
  plainLines(from: number, to: number): Promise<Pick<LogStretch, 'from' | 'lines'>> {
    return twice(async () => {
      const first = this.#kept(from);
      return { from: first, lines: await this.#read(first, to) };
    });
  }

  #read(from: number, to: number): Promise<LogLine[]> {
    const lines = this.#settled;
    return readLines(lines, from, Math.min(to, lines.endLine, from + maxLines));
  }

  #kept(line: number): number {
    const { firstLine, endLine } = this.#settled;
    return Math.min(Math.max(line, firstLine), endLine);
  }

  /** The settled lines that take the rows [from, to) at a width; rows count from the first line kept. */
  async rows(from: number, to: number, width: number): Promise<LogStretch> {
    const index = this.#index(width);
    this.#follower.derivation.settler.flush();
    const start = await index.lineAt(Math.max(0, from));
    const end = await index.lineAt(Math.max(0, to - 1));
    return this.lines(start.line, end.line + 1, width);
  }

  /** The last `count` settled lines before `end`, however long they are. */
  async before(end: number, count: number): Promise<LogLine[]> {
    const files = this.#follower.lines;
    const from = Math.max(files.firstLine, end - count);
    let lines: LogLine[] = [];
    while (from + lines.length < end) {
      const more = await readLines(files, from + lines.length, end);
      if (more.length === 0) break;
      lines = lines.concat(more);
    }
    return lines;
  }

  get endLine(): number {
    return this.#settled.endLine;
  }

  /** Lines that have not settled yet. */
  open(width: number): OpenLines {
    const { transcript, settler } = this.#follower.derivation;
    const records = [...settler.unsettled()];
    const lines = [...transcript.held, ...records].map(lineOfRecord);
    return { lines, rows: lines.reduce((sum, line) => sum + rowsOfLine(line, width), 0) };
  }

  /** `count`: of how many last lines the first one's number is asked for. */
  async end(count = 0): Promise<LogLastLines> {
    const { lines } = this.open(anyWidth);
    const { endLine } = this;
    const open = lastOf(lines, count);
    const isAllOpen = open.length < lines.length || count === 0;
    const settled = count - open.filter((line) => line.kind !== 'text' || !line.continues).length;
    const lastFrom = isAllOpen
      ? endLine + lines.length - open.length
      : await startOfLast(this.#follower.lines, endLine, settled);
    return { endLine, open: lines, lastFrom };
  }

  get state(): { readonly alternate: boolean; readonly title: string; readonly ended: boolean } {
    const { emulator, ended } = this.#follower.derivation;
    return { alternate: emulator.alternate && !ended, title: emulator.title, ended };
  }

  /** Rows are collected in batches: those waiting count too. */
  get #settled(): LineFiles {
    this.#follower.derivation.settler.flush();
    return this.#follower.lines;
  }

  #index(width: number): RowIndex {
    const known = this.#indexes.get(width);
    if (known !== undefined) return known;
    const oldest = this.#indexes.keys().next().value;
    if (this.#indexes.size >= keptWidths && oldest !== undefined) this.#indexes.delete(oldest);
    const index = new RowIndex(this.#follower.lines, width);
    this.#indexes.set(width, index);
    return index;
  }
}

/** The first lines may go while they are read: others are the first then. */
async function twice<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return read();
  }
}

function rowsOfLine(line: LogLine, width: number): number {
  if (line.kind !== 'text') return rowsOfCells(plainLine(line).length, width);
  return line.cells === line.text.length
    ? rowsOfCells(line.cells, width)
    : rowsOfWideText(line.text, width);
}
