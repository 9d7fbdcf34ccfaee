// Settled lines as the rows they came from: all that is left of output whose bytes are gone.
import { type LogLine, plainLine } from '../../protocol/log-view.ts';
import type { Row } from '../../watch/entries.ts';
import type { RowFeedState } from '../rows/row-feed.ts';

const maxText = 16 * 1024;

/** `from`: the first one's number. Their offsets are not known. */
export function entriesOfLines(lines: readonly LogLine[], from: number): Row[] {
  const rows: Row[] = [];
  lines.forEach((line, at) => {
    if (line.kind !== 'text' || line.continues) return;
    const text = plainLine(line).slice(0, maxText);
    if (text.trim() === '') return;
    const number = from + at;
    const { time } = line;
    rows.push({ kind: 'row', text, offset: 0, line: number, time, place: number, up: 0 });
  });
  return rows;
}

/** A feed that goes on below those rows. `trimmed`: the number of its buffer's first row. */
export function feedFrom(trimmed: number): RowFeedState {
  return {
    unit: null,
    trimmed,
    time: null,
    behind: 0,
    anchor: null,
    pending: { id: '', title: '', text: '' },
    sampling: null,
  };
}
