// A session's log as lines, without a gateway: what one has written down of it is read from its
// files, the rest is worked out in this process's memory. Writes nothing, so that it may run beside
// a gateway.

import { lastLinesFrom } from '../log/last-lines.ts';
import { openOutputReader } from '../log/reader.ts';
import { TimelineReader } from '../log/timeline.ts';
import type { LogLine } from '../protocol/log-view.ts';
import { Source } from './follow/source.ts';
import { lastOf, readLines, startOfLast } from './log-view/read-lines.ts';
import type { Checkpoint } from './transcript/checkpoint.ts';
import { Derivation } from './transcript/derive.ts';
import { readableLines } from './transcript/generations.ts';
import { LineFiles } from './transcript/line-files.ts';
import { type LineStore, lineOfRecord } from './transcript/transcript.ts';

/**
 * Only the end of a longer log is read for its last lines: this many more newlines, so that what
 * a program had drawn before has left the screen by the lines that count.
 */
const leadLines = 5000;

export interface LineRange {
  readonly outputDir: string;
  /** The last so many; all of them when undefined. */
  readonly last: number | undefined;
  /** Its program has ended, whether its host could say so or not: nothing on the screen changes any more. */
  readonly ended?: boolean;
}

/** Gives the lines out in order, in batches: the settled ones, then those on the screen. */
export async function* settledLines(range: LineRange): AsyncGenerator<LogLine[]> {
  const log = await SettledLog.open(range);
  try {
    if (range.last === undefined) {
      yield* log.batches();
      yield log.rest(range);
      return;
    }
    let kept: LogLine[] = [];
    const most = Math.max(range.last, 1);
    for await (const lines of log.batches()) kept = lastOf([...kept, ...lines], most);
    yield lastOf([...kept, ...log.rest(range)], range.last);
  } finally {
    await log.close();
  }
}

export class SettledLog {
  /** Up to date once all `batches` have been taken. */
  readonly derivation: Derivation;
  readonly #files: LineFiles;
  readonly #fileLines: number;
  readonly #source: Source;
  readonly #settled: LogLine[];

  /** `last`: so many lines are wanted, from the end; all when undefined. */
  static async open({ outputDir, last }: Omit<LineRange, 'ended'>): Promise<SettledLog> {
    const settled: LogLine[] = [];
    const store: LineStore = { append: (record) => settled.push(lineOfRecord(record)) };
    const known = await readableLines(outputDir);
    const restored = known && restore(store, known.checkpoint);
    if (known !== null && restored !== null) {
      const { files, checkpoint } = known;
      const source = new Source(outputDir, checkpoint.emulator.offset, checkpoint.entryTime);
      return new SettledLog({ derivation: restored, files, source, settled, last });
    }
    const from = last === undefined ? 0 : await startOf(outputDir, last);
    const derivation = new Derivation(store);
    if (from > 0) {
      derivation.emulator.skip(from);
      await takeUpTo(from, derivation, outputDir);
    }
    const source = new Source(outputDir, from);
    const none = LineFiles.none(outputDir);
    return new SettledLog({ derivation, files: none, source, settled, last });
  }

  private constructor(parts: {
    derivation: Derivation;
    files: LineFiles;
    source: Source;
    settled: LogLine[];
    last: number | undefined;
  }) {
    this.derivation = parts.derivation;
    this.#files = parts.files;
    this.#source = parts.source;
    this.#settled = parts.settled;
    this.#fileLines = parts.last ?? Number.POSITIVE_INFINITY;
  }

  /** Settled lines in order. Once. */
  async *batches(): AsyncGenerator<LogLine[]> {
    const { firstLine, endLine } = this.#files;
    const start = startOfLast(this.#files, endLine, this.#fileLines);
    let at = await start.catch(unlessGone(firstLine));
    while (at < endLine) {
      const lines = await readLines(this.#files, at, endLine).catch(unlessGone(null));
      const trimmed = lines ?? [this.#goneFrom(at)];
      if (trimmed.length === 0) break;
      yield trimmed;
      at = lines === null ? this.#fileAfter(at) : at + lines.length;
    }
    yield* this.news();
  }

  /** A gateway beside this keeps to the transcript's cap: what it has just taken is a gap. */
  #goneFrom(line: number): LogLine {
    const gone = this.#files.position.findLast(([first]) => first <= line);
    return { kind: 'gap', bytes: gone?.[2] ?? 0, skipped: false, time: null };
  }

  #fileAfter(line: number): number {
    const next = this.#files.position.find(([first]) => first > line);
    return next?.[0] ?? this.#files.endLine;
  }

  /** What has settled since all before was taken: a batch for every stretch that was read, and one more. */
  async *news(): AsyncGenerator<LogLine[]> {
    for (;;) {
      const steps = await this.#source.next();
      if (steps.length === 0) break;
      for (const step of steps) this.derivation.take(step);
      yield this.#taken();
    }
    this.derivation.settler.flush();
    yield this.#taken();
  }

  /** The program has ended, whether its host could say so or not: everything settles. */
  end(): LogLine[] {
    if (!this.derivation.ended) this.derivation.end();
    return this.#taken();
  }

  /** What has not settled, at last. */
  rest({ ended }: Pick<LineRange, 'ended'>): LogLine[] {
    return ended === true ? this.end() : this.openLines();
  }

  #taken(): LogLine[] {
    return this.#settled.splice(0);
  }

  /** Lines that may still change: those of the screen, without the blank ones at its end. */
  openLines(): LogLine[] {
    const { transcript, settler } = this.derivation;
    const open = [...transcript.held, ...settler.unsettled()].map(lineOfRecord);
    const end = open.findLastIndex((line) => line.kind !== 'text' || line.text !== '');
    return open.slice(0, end + 1);
  }

  async close(): Promise<void> {
    await this.#source.close();
    this.derivation.emulator.dispose();
  }
}

function unlessGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}

/** Null when it is not to be trusted: the log itself is. */
function restore(store: LineStore, checkpoint: Checkpoint): Derivation | null {
  try {
    return new Derivation(store, checkpoint);
  } catch {
    return null;
  }
}

/** What the timeline says of the size and the time there. */
async function takeUpTo(from: number, derivation: Derivation, outputDir: string): Promise<void> {
  for await (const entries of new TimelineReader(outputDir, from).batches()) {
    for (const entry of entries)
      if (entry.kind !== 'exit' && entry.offset <= from) derivation.take(entry);
    if ((entries.at(-1)?.offset ?? 0) > from) return;
  }
}

async function startOf(outputDir: string, last: number): Promise<number> {
  const reader = openOutputReader(outputDir);
  try {
    return await lastLinesFrom(reader, last + leadLines);
  } finally {
    await reader.close();
  }
}
