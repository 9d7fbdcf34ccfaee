// Lines as the page wants them: each with its number, its rows at the page's width, and looks as
// numbers. The transcript's lines know none of these.
import type { LogLine, LogLineKind, LogLink, LogSpan } from '../../protocol/log-page.ts';
import { logFlag } from '../../protocol/log-page.ts';
import { parseStyles, plainLine, type LogLine as TranscriptLine } from '../../protocol/log-view.ts';
import { rowsOfCells, rowsOfWideText } from '../../screen/log-view/wide.ts';

/** Wider than any line, for pages that do not wrap. */
export const unwrapped = 1_000_000;

const ascii = /^[\x20-\x7e]*$/;
const trueColour = 0x1000000;

/** What the wire says of a line, apart from where it stands. */
export type PageText = Omit<LogLine, 'line' | 'row'>;

/** `width`: in cells, as the page wraps. */
export function pageText(line: TranscriptLine, width: number): PageText {
  const { time } = line;
  if (line.kind !== 'text') {
    const rows = rowsOfCells(plainLine(line).length, width);
    return { kind: kindOf(line), text: amountOf(line), spans: [], rows, time };
  }
  const { text, styles, cells } = line;
  const rows = ascii.test(text) ? rowsOfCells(cells, width) : rowsOfWideText(text, width);
  const { continues } = line;
  return {
    kind: 'text',
    text,
    ...looksOf(text, styles),
    rows,
    time,
    ...(continues && { continues }),
  };
}

/** Lines one after the other, the first of them being number `from` in row `fromRow`. */
export function pageLines(
  lines: readonly TranscriptLine[],
  { from, fromRow, width }: { from: number; fromRow: number; width: number },
): LogLine[] {
  let row = fromRow;
  return lines.map((line, i) => {
    const placed = { line: from + i, row, ...pageText(line, width) };
    row += placed.rows;
    return placed;
  });
}

function kindOf(line: Exclude<TranscriptLine, { kind: 'text' }>): LogLineKind {
  if (line.kind === 'repeat') return 'repeat';
  return line.skipped ? 'poison' : 'gap';
}

function amountOf(line: Exclude<TranscriptLine, { kind: 'text' }>): string {
  return String(line.kind === 'repeat' ? line.count : line.bytes);
}

function looksOf(text: string, styles: string): Pick<LogLine, 'spans' | 'links'> {
  if (styles === '') return { spans: [] };
  const spans: LogSpan[] = [];
  const links: LogLink[] = [];
  let at = 0;
  for (const { text: part, sgr, link } of parseStyles(text, styles)) {
    const look = lookOf(sgr);
    if (look !== null) spans.push([at, part.length, ...look]);
    if (link !== null && isWebAddress(link)) joinLink(links, [at, part.length, link]);
    at += part.length;
  }
  return links.length === 0 ? { spans } : { spans, links };
}

/** A link goes on through a change of colours. */
function joinLink(links: LogLink[], [start, length, address]: LogLink): void {
  const last = links.at(-1);
  if (last === undefined || last[2] !== address || last[0] + last[1] !== start)
    links.push([start, length, address]);
  else links[links.length - 1] = [last[0], last[1] + length, address];
}

/** Nothing else is ever opened from output. */
function isWebAddress(address: string): boolean {
  return /^https?:\/\/[^\s]/i.test(address) && URL.canParse(address);
}

const flags: Readonly<Record<number, number>> = {
  1: logFlag.bold,
  2: logFlag.dim,
  3: logFlag.italic,
  4: logFlag.underline,
  7: logFlag.inverse,
  8: logFlag.hidden,
  9: logFlag.strike,
};

/** Foreground, background and flags of SGR parameters (ECMA-48 8.3.117, xterm's for colours). */
export function lookOf(sgr: string): [fg: number, bg: number, flags: number] | null {
  if (sgr === '') return null;
  const codes = sgr.split(';');
  let [fg, bg, bits] = [-1, -1, 0];
  for (let i = 0; i < codes.length; i++) {
    const code = Number.parseInt(codes[i] ?? '', 10);
    bits |= flags[code] ?? 0;
    if (code >= 30 && code <= 37) fg = code - 30;
    else if (code >= 90 && code <= 97) fg = code - 82;
    else if (code >= 40 && code <= 47) bg = code - 40;
    else if (code >= 100 && code <= 107) bg = code - 92;
    else if (code === 38 || code === 48) {
      const [colour, taken] = extended(codes.slice(i + 1).map(Number));
      if (code === 38) fg = colour;
      else bg = colour;
      i += taken;
    }
  }
  return fg < 0 && bg < 0 && bits === 0 ? null : [fg, bg, bits];
}

/** The colour after 38 or 48, and how many parameters it took. */
function extended([kind, a = 0, b = 0, c = 0]: readonly number[]): [number, number] {
  if (kind === 5) return [a & 0xff, 2];
  if (kind === 2) return [trueColour + (((a & 0xff) << 16) | ((b & 0xff) << 8) | (c & 0xff)), 4];
  return [-1, 0];
}
