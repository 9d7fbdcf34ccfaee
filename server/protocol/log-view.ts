// The readable log as it crosses to the page: lines of text with their styles, and how many rows
// they take at a width. No Node, no DOM: the page parses with what is here.

/** One logical line: soft wraps joined, `\r` rewrites settled, blanks at the end left out. */
export type LogLine =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Runs of styled text, see `parseStyles`; empty when it is all plain. */
      readonly styles: string;
      /** Columns it takes in a terminal wide enough. */
      readonly cells: number;
      /** When it arrived, milliseconds since 1970; null where unknown. */
      readonly time: number | null;
      /** A piece of a line that is too long for one: it goes on with the line above. */
      readonly continues?: true;
      /** The next line goes on with it, if that one `continues`. */
      readonly goesOn?: true;
    }
  /** Output that is missing: not kept, or (`skipped`) harmful to look at. */
  | {
      readonly kind: 'gap';
      readonly bytes: number;
      readonly skipped: boolean;
      readonly time: number | null;
    }
  /** The `lines` lines above were shown `count` times in a row, screen by screen. */
  | {
      readonly kind: 'repeat';
      readonly lines: number;
      readonly count: number;
      readonly time: number | null;
    };

/** How large a log is, at a width in columns. Line numbers are stable within an epoch. */
export interface LogSize {
  readonly epoch: string;
  /** The first line still kept. */
  readonly firstLine: number;
  /** The number behind the last settled line: the first line of the tail has it. */
  readonly endLine: number;
  /** Rows that the settled lines take. */
  readonly rows: number;
}

/** A stretch of settled lines. */
export interface LogStretch {
  readonly size: LogSize;
  /** The number of the first of `lines`. */
  readonly from: number;
  /** Rows that the settled lines before it take. */
  readonly fromRow: number;
  readonly lines: readonly LogLine[];
}

/**
 * How the end of the log has changed since the last one of these: see `followTail`. Lines that
 * have not settled yet are `open`: those of the screen, which may still change.
 */
export interface LogTail {
  readonly size: LogSize;
  /** The first so many of the open lines have settled as they were. */
  readonly moved: number;
  /** Settled after those; when it was much, only the last ones. They end at `size.endLine`. */
  readonly settled: readonly LogLine[];
  /** Of the open lines that are left, the first so many are as they were; the rest are `changed`. */
  readonly keep: number;
  readonly changed: readonly LogLine[];
  /** Rows that the open lines take. */
  readonly openRows: number;
  /** A full-screen program is running: it is to be looked at in the terminal. */
  readonly alternate: boolean;
  readonly title: string;
  readonly ended: boolean;
}

/** The end of the log as a page holds it. */
export interface LogEnd {
  /** The last settled lines, without a hole, ending at `tail.size.endLine`. */
  readonly settled: readonly LogLine[];
  readonly open: readonly LogLine[];
  readonly tail: LogTail;
}

/** The end of the log after a change; keeps at most `most` settled lines. Begin with null. */
export function followTail(before: LogEnd | null, tail: LogTail, most: number): LogEnd {
  const open = before?.open ?? [];
  const known = [...(before?.settled ?? []), ...open.slice(0, tail.moved)];
  const endOfKnown = (before?.tail.size.endLine ?? 0) + tail.moved;
  const joins = before !== null && endOfKnown + tail.settled.length === tail.size.endLine;
  const settled = joins ? [...known, ...tail.settled] : tail.settled;
  return {
    settled: settled.slice(-most),
    open: [...open.slice(tail.moved, tail.moved + tail.keep), ...tail.changed],
    tail,
  };
}

export interface LogQuery {
  readonly text: string;
  readonly regex: boolean;
}

/** A line that matches, with where in its text: [start, end) in UTF-16 units. */
export interface LogMatch {
  readonly line: number;
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

/** Matches as they are found, in order. `done`: `all` searched, `limit` reached, or `time` ran out. */
export interface LogMatches {
  readonly matches: readonly LogMatch[];
  /** Lines searched so far. */
  readonly searchedTo: number;
  readonly done: null | 'all' | 'limit' | 'time' | 'bad-pattern';
  /** Of a search around a place: all matches so far, and how many of them are above those told. */
  readonly counted?: { readonly skipped: number; readonly total: number };
}

/** Where the settled lines end, and the lines behind them that have not settled yet. */
export interface LogLastLines {
  readonly endLine: number;
  readonly open: readonly LogLine[];
  /** Where the last lines begin, as many as were asked for. */
  readonly lastFrom: number;
}

/** Where a line of an earlier epoch is now. */
export interface MovedLine {
  readonly line: number;
  /** It is the very line; else the nearest one that is known of. */
  readonly exact: boolean;
}

/** How many settled lines of a stretch look like errors, and how many like warnings. */
export interface LogTrouble {
  readonly errors: number;
  readonly warnings: number;
}

/** A stretch of one look. `sgr` holds SGR parameters (ECMA-48) such as `1;31`; empty: plain. */
export interface StyledText {
  readonly text: string;
  readonly sgr: string;
  /** An OSC 8 link's address. */
  readonly link: string | null;
}

/**
 * The styles of a line: runs `length[:sgr[@link]]` joined by commas, lengths in UTF-16 units, links
 * percent-encoded. What they do not cover is plain. Never throws: nonsense is plain text.
 */
export function parseStyles(text: string, styles: string): StyledText[] {
  const parts: StyledText[] = [];
  let at = 0;
  for (const run of styles === '' ? [] : styles.split(',')) {
    const [, length = '', sgr = '', link = ''] = /^(\d+)(?::([\d;:]*)(?:@(.*))?)?$/.exec(run) ?? [];
    const to = Math.min(text.length, at + Number(length));
    if (to > at) parts.push({ text: text.slice(at, to), sgr, link: decodeLink(link) });
    at = Math.max(at, to);
  }
  if (at < text.length) parts.push({ text: text.slice(at), sgr: '', link: null });
  return parts;
}

/** A line as plain text, for `logs`, copying and sharing. */
export function plainLine(line: LogLine): string {
  switch (line.kind) {
    case 'text':
      return line.text;
    case 'gap':
      return line.skipped
        ? `[${line.bytes} bytes of output could not be shown]`
        : `[${line.bytes} bytes of output are missing]`;
    case 'repeat':
      return `[the ${line.lines} lines above were shown ${line.count} times]`;
  }
}

/** Lines as text with line breaks, in batches: pieces of a longer line come out as that line. */
export class JoinedLines {
  readonly #toText: (line: LogLine) => string;
  /** The last piece goes on, if the next line says so, too. */
  #pending = false;

  constructor(toText: (line: LogLine) => string = plainLine) {
    this.#toText = toText;
  }

  push(lines: readonly LogLine[]): string {
    return lines.map((line) => this.#next(line)).join('');
  }

  /** No more lines come. */
  end(): string {
    const rest = this.#pending ? '\n' : '';
    this.#pending = false;
    return rest;
  }

  #next(line: LogLine): string {
    const continues = line.kind === 'text' && line.continues === true && this.#pending;
    const before = continues ? '' : this.end();
    this.#pending = line.kind === 'text' && line.goesOn === true;
    const text = continues ? plainLine(line) : this.#toText(line);
    return `${before}${text}${this.#pending ? '' : '\n'}`;
  }
}

/** A line with its colours, for a terminal. */
export function colouredLine(line: LogLine): string {
  if (line.kind !== 'text' || line.styles === '') return plainLine(line);
  return parseStyles(line.text, line.styles)
    .map(({ text, sgr }) => (sgr === '' ? text : `\x1b[${sgr}m${text}\x1b[m`))
    .join('');
}

function decodeLink(link: string): string | null {
  if (link === '') return null;
  try {
    return decodeURIComponent(link);
  } catch {
    return null;
  }
}
