// The readable log as it crosses to the page: settled lines by number, rows by arithmetic, and the
// tail as states. Line numbers never change within an epoch; rows depend on a width in cells.
import type { Answer } from './page.ts';

/** `[start, length, foreground, background, flags]`: how a stretch of a line's text looks. Start and
 * length count UTF-16 units. Colours: -1 the default, 0-255 the palette's, from 0x1000000 on
 * 0x1000000 + 0xRRGGBB. Text outside all spans has the default look. */
export type LogSpan = readonly [
  start: number,
  length: number,
  fg: number,
  bg: number,
  flags: number,
];

/** Bits of a span's flags. */
export const logFlag = {
  bold: 1,
  dim: 2,
  italic: 4,
  underline: 8,
  inverse: 16,
  strike: 32,
  hidden: 64,
} as const;

/** `[start, length, address]`: a stretch of a line's text that a program made a link (OSC 8), in UTF-16
 * units, ascending. http and https only; show it before anything is opened. */
export type LogLink = readonly [start: number, length: number, address: string];

/** text: what a program wrote. gap: `text` says how many bytes are missing. poison: output that
 * hung or bloated the emulator was left out. repeat: the frame above came `text` times more. */
export type LogLineKind = 'text' | 'gap' | 'poison' | 'repeat';

export interface LogLine {
  readonly line: number;
  /** The index of its first row at the width asked for, counted from the log's first row. */
  readonly row: number;
  readonly rows: number;
  /** When it arrived, milliseconds since 1970; null where unknown. */
  readonly time: number | null;
  readonly kind: LogLineKind;
  readonly text: string;
  readonly spans: readonly LogSpan[];
  /** Left out when there are none. */
  readonly links?: readonly LogLink[];
  /** A piece of a line too long for one: it goes on with the line above. */
  readonly continues?: true;
}

/** How large the settled log is at a width. */
export interface LogShape {
  /** Changes when line numbers start anew; links carry `epoch:line`. */
  readonly epoch: number;
  /** In cells; 0: not wrapped, so that every line is one row. */
  readonly width: number;
  /** The first line that is kept: rows are counted from it. */
  readonly first: number;
  /** Settled lines: numbered from 0 on, `lines` is the next one's number. */
  readonly lines: number;
  readonly rows: number;
}

/** A row of the current screen: not settled, so without a number; soft wraps joined. */
export interface LiveLine {
  readonly text: string;
  readonly spans: readonly LogSpan[];
  readonly links?: readonly LogLink[];
  readonly continues?: true;
  readonly rows: number;
  /** When it came to be as it is, milliseconds since 1970; null where unknown. Of a line that stays
   * as it is, it is not told anew. */
  readonly time: number | null;
}

/** The end of the log as it is now, told as the change from the tail before: the first of a view, of
 * a width and after a pause changes everything. */
export interface LogTail {
  readonly shape: LogShape;
  /** The newest settled lines, the last one being number `shape.lines - 1`: those since the last
   * tail this view was sent, or as many of them as are worth sending. */
  readonly newest: readonly LogLine[];
  /** The current screen's lines, below the settled ones: the first `moved` of those before have
   * gone, the next `keep` are as they were, and these are the others. */
  readonly moved: number;
  readonly keep: number;
  readonly live: readonly LiveLine[];
  /** A full-screen program has the alternate screen: `live` is what lies under it. */
  readonly fullScreen: boolean;
  /** Settled lines that look like warnings, and like errors, exactly as many as a search for them
   * finds: from the line that `log:since` told, else from where the log ended when the view opened.
   * Those that have just settled may be in a later tail only. */
  readonly warnings: number;
  readonly errors: number;
  readonly ended: boolean;
}

/** Where a range of rows starts. */
export type LogPlace = { readonly row: number } | { readonly line: number };

export interface LogRange {
  readonly shape: LogShape;
  /** Whole lines that cover the rows asked for. */
  readonly lines: readonly LogLine[];
}

/** text: plain, upper case in it makes it exact (ripgrep's smart case). errors: lines that look like one. */
export interface LogQuery {
  readonly kind: 'text' | 'regex' | 'errors' | 'warnings';
  readonly text: string;
}

/** Matches, streamed in parts. */
export interface LogMatches {
  readonly search: number;
  /** Numbers of lines that match, ascending; those from `shape.lines` on are live ones. */
  readonly lines: readonly number[];
  readonly done: boolean;
  /** Why it ended early: a pattern that is none, or one that took too long. */
  readonly problem: string | null;
  /** Lines below this number have been searched. */
  readonly searchedTo?: number;
  /** Of a search around a line: all matches so far, and how many are above the first one told. Told
   * once more from the first on if the search had to be begun again. */
  readonly total?: number;
  readonly skipped?: number;
}

/** The most rows one request gets. */
export const maxRangeRows = 400;
/** A search is ended after this many matches. */
export const maxMatches = 5000;
/** A search around a line tells so many up to it, and so many behind it. */
export const matchesAround = 1000;

/** From the page. `session` is a session's id, `view` one page's look at one log, `width` in cells. */
export interface LogToGateway {
  /** A look at a log begins; `log:tail` events follow until it is closed. */
  'log:open': (
    request: { session: string; width: number },
    answer: (result: Answer<{ view: number; tail: LogTail }>) => void,
  ) => void;
  /** At most `maxRangeRows` rows from a place on. */
  'log:rows': (
    request: { view: number; width: number; from: LogPlace; rows: number },
    answer: (result: Answer<LogRange>) => void,
  ) => void;
  /** The phone was turned, or the text made larger: tails have this width from now on. */
  'log:width': (
    request: { view: number; width: number },
    answer: (result: Answer<{ tail: LogTail }>) => void,
  ) => void;
  /** While the page is hidden nothing is sent; then the latest tail. */
  'log:pause': (request: { view: number; paused: boolean }) => void;
  /** Warnings and errors are counted from this line on: what was seen before is no news. */
  'log:since': (request: { view: number; line: number }) => void;
  /** Where a line of an earlier epoch is now: that very line, or the nearest one that is known of. Null
   * where nothing is known of that epoch. */
  'log:moved': (
    request: { view: number; epoch: number; line: number },
    answer: (result: Answer<{ moved: { line: number; exact: boolean } | null }>) => void,
  ) => void;
  /** One search a view: a new one ends the one before. `from`: the first line to search. `around`:
   * tell the `matchesAround` matches up to this line and as many behind it, and count all. */
  'log:search': (
    request: { view: number; query: LogQuery; from: number; around?: number | undefined },
    answer: (result: Answer<{ search: number }>) => void,
  ) => void;
  'log:stop-search': (request: { search: number }) => void;
  'log:close': (request: { view: number }) => void;
}

/** From the gateway. */
export interface GatewayToLog {
  /** At most 10 a second and 24 KB a second; each replaces the one before. */
  'log:tail': (event: { view: number; tail: LogTail }) => void;
  'log:matches': (event: LogMatches) => void;
}
