// The rows that tmux's numbers mean: the log's settled lines are the history, the emulator's rows
// the screen. Worked out in memory; writes nothing.
import type { LogLine } from '../../protocol/log-view.ts';
import { SettledLog } from '../../screen/settled-log.ts';
import { isNull } from '../../screen/terminal/cell.ts';
import type { CoreBuffer, CoreLine } from '../../screen/terminal/core.ts';
import { LineEncoder } from '../../screen/transcript/encode.ts';
import { RowLines } from '../../screen/transcript/row-lines.ts';
import { lineOfRecord } from '../../screen/transcript/transcript.ts';
import { type Row, rowsOfLine } from './row.ts';

export interface CaptureOptions {
  readonly outputDir: string;
  /** Row numbers: 0 is the screen's first, -1 the history's last. */
  readonly first: number;
  readonly last: number;
  readonly joined: boolean;
  /** Keep what was written as blanks at a row's end. */
  readonly blanks: boolean;
  readonly coloured: boolean;
}

/** Lines kept beyond those asked for: some of the last ones are on the screen again. */
const spareLines = 1000;
/** Given out at once at most. */
const batchRows = 1000;

/** Text, a newline behind each line. */
export async function* capture(options: CaptureOptions): AsyncGenerator<string> {
  const { outputDir, first, last } = options;
  const wanted = first < 0 ? -first + spareLines : 0;
  const log = await SettledLog.open({
    outputDir,
    last: Number.isFinite(wanted) ? wanted : undefined,
  });
  try {
    let lines: LogLine[] = [];
    for await (const batch of log.batches()) {
      for (const line of batch) lines.push(line);
      if (lines.length > 2 * wanted) lines = lines.slice(-wanted);
    }
    const screen = screenOf(log);
    const history = first < 0 ? historyRows(lines, screen, -first) : [];
    const rows = [...history, ...screen.rows];
    const place = (row: number) => Math.min(Math.max(0, history.length + row), rows.length - 1);
    const [from, to] = [place(first), place(last) + 1];
    for (let at = from; at < to; at += batchRows) {
      yield text(rows.slice(at, Math.min(to, at + batchRows)), options, at + batchRows >= to);
    }
  } finally {
    await log.close();
  }
}

interface Screen {
  readonly cols: number;
  readonly rows: readonly Row[];
  /** Rows above the screen whose line goes on in it: they have not settled. */
  readonly above: readonly Row[];
  /** So many of the last settled lines are on the screen. */
  readonly settledOnIt: number;
  readonly held: readonly LogLine[];
}

function screenOf({ derivation }: SettledLog): Screen {
  const { emulator, settler, transcript } = derivation;
  const { normal, active } = emulator.core._bufferService.buffers;
  const { next, pulled, finished } = settler.state;
  const lines = new RowLines(emulator, () => null);
  // At its end a program's screen has settled, the line that reaches into it from above too.
  const above = finished ? lines.startOf(normal.ybase) : next;
  const alternate = new RowLines(emulator, () => null, 'alt');
  const ended = countLines(lines, above) + (emulator.alternate ? countLines(alternate, 0) : 0);
  const encoder = new LineEncoder(emulator.core);
  const read = (buffer: CoreBuffer, from: number, to: number) =>
    range(from, to).map((row) => screenRow(encoder, buffer, row));
  return {
    cols: emulator.cols,
    rows: read(active, active.ybase, active.ybase + emulator.rows),
    above: read(normal, above, normal.ybase),
    settledOnIt: finished ? ended : pulled.length,
    held: transcript.held.map(lineOfRecord),
  };
}

function countLines(lines: RowLines, from: number): number {
  let count = 0;
  lines.each(from, lines.lastUsed(from), () => {
    count++;
  });
  return count;
}

function screenRow(encoder: LineEncoder, { lines }: CoreBuffer, row: number): Row {
  encoder.encode(lines, row, row + 1, false);
  const { bytes, length, cells, wide } = encoder;
  const joins = { continues: false, goesOn: false };
  const line = lineOfRecord({ bytes, length, cells, wide, kind: 'text', time: null, ...joins });
  const wraps = lines.get(row + 1)?.isWrapped === true;
  const [read = { text: '', coloured: '', wraps }] = rowsOfLine(
    line,
    Number.MAX_SAFE_INTEGER,
    wraps,
  );
  return { ...read, blanks: Math.max(0, writtenEnd(lines.get(row)) - cells) };
}

/** Behind the last column that was written, with a blank perhaps. */
function writtenEnd(line: CoreLine | undefined): number {
  let end = line?.length ?? 0;
  while (line !== undefined && end > 0 && isNull(line, end - 1)) end--;
  return end;
}

/** The last `most` rows above the screen. */
function historyRows(settled: readonly LogLine[], screen: Screen, most: number): Row[] {
  const lines = [...settled.slice(0, settled.length - screen.settledOnIt), ...screen.held];
  const rows: Row[] = [...screen.above].reverse();
  // From the end: of a long history only the last rows are wanted.
  for (let at = lines.length - 1; at >= 0 && rows.length < most; at--) {
    const line = lines[at];
    for (const row of line ? rowsOfLine(line, screen.cols).reverse() : []) rows.push(row);
  }
  return rows.slice(0, Math.min(rows.length, most)).reverse();
}

function text(rows: readonly Row[], options: CaptureOptions, isEnd: boolean): string {
  const parts = rows.map((row, at) => {
    const shown = options.coloured ? row.coloured : row.text;
    const end = options.blanks ? ' '.repeat(row.blanks ?? 0) : '';
    const isLast = isEnd && at === rows.length - 1;
    const line = options.blanks ? shown + end : options.coloured ? shown : shown.trimEnd();
    return options.joined && row.wraps && !isLast ? line : `${line}\n`;
  });
  return parts.join('');
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
