// What was looked for in a log and found so far. Who looks, and how, comes with the tools; the rows
// only mark what stands here.
import type { LogQuery } from '../../server/protocol/log-page.ts';

export type TextRange = readonly [start: number, end: number];
/** The stretches of a line that match. */
export type FindIn = (text: string) => readonly TextRange[];

export interface Finding {
  readonly query: LogQuery;
  readonly findIn: FindIn;
  /** Numbers of the lines that match, ascending: those near where one reads. */
  readonly lines: readonly number[];
  /** How many match in all, as far as they were counted, and how many above `lines`. */
  readonly total: number;
  readonly skipped: number;
  /** Matches are marked in lines below this number: only there a pattern is known to be quick. */
  readonly markedTo: number;
  /** Index in `lines` of the one that is shown; null while none is. */
  readonly current: number | null;
  readonly done: boolean;
  readonly problem: string | null;
}
