// The rows in the page: each line at the place arithmetic gives it. A line that stays is not touched,
// however the log moves.
import type { ComponentChild, VNode } from 'preact';
import type { LogLine } from '../../server/protocol/log-page.ts';
import { cellsOf } from './cells.ts';
import type { FindIn, TextRange } from './finding.ts';
import { slotOf } from './geometry.ts';
import { type Drawing, lineText } from './line-text.tsx';
import type { PlacedLive } from './live-lines.ts';
import { clockTime, noticeOf } from './notices.ts';
import type { Drawn } from './scroller.ts';

export interface RowsParts extends Drawing {
  readonly findIn: FindIn | null;
  /** Whether the search found this line: only there a pattern is known to be quick. */
  isMatch(line: number): boolean;
  /** The line of the match that is shown. */
  readonly current: number | null;
  /** The line whose menu is open, or that a link pointed to. */
  readonly chosen: number | null;
}

/**
 * Drawn lines of one look, so that the same line at the same place is the same node. A line of the
 * current screen has the node it will have when it settles: a selection stays on its text.
 */
export class RowPainter {
  #before = new Map<object, { key: string; row: VNode }>();
  #parts: RowsParts | null = null;

  paint(drawn: Drawn, parts: RowsParts): VNode[] {
    if (!sameDrawing(this.#parts, parts)) this.#before.clear();
    this.#parts = parts;
    const after = new Map<object, { key: string; row: VNode }>();
    const settled = drawn.lines.map((line) => this.#line(line, drawn, parts, after));
    const live = drawn.live.map((line) => this.#live(line, drawn, parts, after));
    this.#before = after;
    return [...settled, ...live].sort((one, other) => Number(one.key) - Number(other.key));
  }

  #line(
    line: LogLine,
    drawn: Drawn,
    parts: RowsParts,
    after: Map<object, { key: string; row: VNode }>,
  ): VNode {
    const top = (slotOf(line.row, drawn.extent) - drawn.base) * drawn.type.rowPx;
    const match = parts.isMatch(line.line);
    const chosen = parts.chosen === line.line;
    const current = parts.current === line.line;
    const key = `${top} ${line.rows} ${match} ${chosen} ${current}`;
    const before = this.#before.get(line);
    if (before?.key === key) {
      after.set(line, before);
      return before.row;
    }
    const marks: readonly TextRange[] = match && parts.findIn ? parts.findIn(line.text) : [];
    const notice = noticeOf(line);
    const row = (
      <div
        key={line.line}
        class={classes(
          'log-line',
          notice && 'notice-line',
          chosen && 'chosen',
          current && 'current',
        )}
        style={{ top: `${top}px`, height: `${line.rows * drawn.type.rowPx}px` }}
        data-line={line.line}
        data-time={line.time === null ? undefined : clockTime(line.time)}
      >
        {notice ??
          content(
            lineText({ text: line.text, spans: line.spans, links: line.links, marks }, parts),
          )}
      </div>
    );
    after.set(line, { key, row });
    return row;
  }

  #live(
    line: PlacedLive,
    drawn: Drawn,
    parts: RowsParts,
    after: Map<object, { key: string; row: VNode }>,
  ): VNode {
    const top = (slotOf(line.row, drawn.extent) - drawn.base) * drawn.type.rowPx;
    const match = parts.isMatch(line.number);
    const current = parts.current === line.number;
    const key = `live ${top} ${match} ${current}`;
    const before = this.#before.get(line);
    if (before?.key === key) {
      after.set(line, before);
      return before.row;
    }
    const marks: readonly TextRange[] = match && parts.findIn ? parts.findIn(line.text) : [];
    const row = (
      <div
        key={line.number}
        class={classes('log-line', 'live', current && 'current')}
        style={{ top: `${top}px`, height: `${line.rows * drawn.type.rowPx}px` }}
        data-line={line.number}
        data-time={line.time === null ? undefined : clockTime(line.time)}
      >
        {content(lineText({ text: line.text, spans: line.spans, links: line.links, marks }, parts))}
      </div>
    );
    after.set(line, { key, row });
    return row;
  }
}

/** An empty line holds a break, so that it can be selected across. */
function content(pieces: ComponentChild[]): ComponentChild {
  return pieces.length === 0 ? <br /> : pieces;
}

/** Cells of the widest line, for scrolling sideways. */
export function widestOf(drawn: Drawn): number {
  let most = 0;
  for (const { text } of [...drawn.lines, ...drawn.live]) {
    if (text.length * 2 <= most) continue;
    let cells = 0;
    for (const character of text) cells += cellsOf(character);
    most = Math.max(most, cells);
  }
  return most;
}

function sameDrawing(one: RowsParts | null, other: RowsParts): boolean {
  return one?.lookOf === other.lookOf && one.fits === other.fits && one.findIn === other.findIn;
}

function classes(...names: (string | false | null)[]): string {
  return names.filter(Boolean).join(' ');
}
