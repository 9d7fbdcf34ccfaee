// One row of a terminal as text: of a line of the log, cut at the terminal's width, or of the
// screen itself.
import { type LogLine, parseStyles, plainLine } from '../../protocol/log-view.ts';
import { rowStarts } from '../../screen/log-view/wide.ts';

export interface Row {
  readonly text: string;
  /** The same with its colours. */
  readonly coloured: string;
  /** The row below goes on with its line. */
  readonly wraps: boolean;
  /** Columns at its end that were written as blanks. */
  readonly blanks?: number;
}

/** `wraps`: whether the row below the last one goes on with the line. */
export function rowsOfLine(line: LogLine, cols: number, wraps = false): Row[] {
  const text = plainLine(line);
  const isShort = line.kind === 'text' && line.cells <= cols;
  const starts = isShort ? [0] : [0, ...rowStarts(text, cols)];
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? text.length;
    return {
      text: text.slice(from, to),
      coloured: colouredPart(line, from, to),
      wraps: at + 1 < starts.length || wraps,
    };
  });
}

/** The stretch [from, to) of a line's text, in UTF-16 units. */
function colouredPart(line: LogLine, from: number, to: number): string {
  if (line.kind !== 'text' || line.styles === '') return plainLine(line).slice(from, to);
  let at = 0;
  return parseStyles(line.text, line.styles)
    .map(({ text, sgr }) => {
      const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
      at += text.length;
      return sgr === '' || part === '' ? part : `\u001b[${sgr}m${part}\u001b[m`;
    })
    .join('');
}
