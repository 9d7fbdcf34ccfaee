// The current screen's lines, put below the settled ones.
import type { LiveLine, LogShape } from '../../server/protocol/log-page.ts';

/** A live line and the row it begins at, counted from the log's first row. */
export interface PlacedLive extends LiveLine {
  readonly row: number;
  /** Counts on from the settled lines' numbers, while the tail is as it is. */
  readonly number: number;
}

/** Live lines below the settled ones; the empty rest of a screen is not worth its room. */
export function placed(live: readonly LiveLine[], shape: LogShape): PlacedLive[] {
  const used = live.findLastIndex(({ text }) => text.trim() !== '') + 1;
  let row = shape.rows;
  return live.slice(0, used).map((line, i) => {
    const at = row;
    row += line.rows;
    return { ...line, row: at, number: shape.lines + i };
  });
}
