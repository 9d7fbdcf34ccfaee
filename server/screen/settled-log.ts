// A session's log as lines, without a gateway: what one has written down of it is read from its
// files, the rest is worked out in this process's memory. Writes nothing, so that it may run beside
// a gateway.

import { lastLinesFrom } from '../log/last-lines.ts';
import { openOutputReader } from '../log/reader.ts';
import { TimelineReader } from '../log/timeline.ts';
import type { LogLine } from '../protocol/log-view.ts';
import { Source, type Step } from './follow/source.ts';
import { readLines, startOfLast } from './log-view/read-lines.ts';
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

/**
 * Of a log that its lines have not been written down of, for a program writes faster than they are made: so many
 * bytes of it are worth being read for the lines that count.
 */
const laggingBytes = 8 * 1024 * 1024;

export interface StartingPoint {
  /** Lines that have been written down; null where the output is read from `offset` on. */
  readonly known: { readonly files: LineFiles; readonly checkpoint: Checkpoint } | null;
  readonly offset: number;
  /** What is written later is not read. */
  readonly end: number;
}

export async function startingPoint({ outputDir, last }: LineRange): Promise<StartingPoint> {
  const known = await readableLines(outputDir);
  const { offset, end } = await lookAt(outputDir, last);
  const written = known?.checkpoint.emulator.offset ?? 0;
  const isLagging = offset - written > laggingBytes;
  return { known: isLagging ? null : known, offset, end };
}

export class SettledLog {
  /** Up to date once all `batches` have been taken. */
  readonly derivation: Derivation;
  readonly #files: LineFiles;
  readonly #fileLines: number;
  readonly #source: Source;
  readonly #settled: LogLine[];
  /** Steps that were read and belong to what is news. */
  #held: Step[] = [];
  /** What is written later is news. */
  readonly #end: number;

  /** `last`: so many lines are wanted, from the end; all when undefined. */
  static async open(range: Omit<LineRange, 'ended'>): Promise<SettledLog> {
    return SettledLog.from(await startingPoint(range), range);
  }

  static async from(
    { known, offset, end }: StartingPoint,
    { outputDir, last }: LineRange,
  ): Promise<SettledLog> {
    const settled: LogLine[] = [];
    const store: LineStore = { append: (record) => settled.push(lineOfRecord(record)) };
    const restored = known && restore(store, known.checkpoint);
    if (known !== null && restored !== null) {
      const { files, checkpoint } = known;
      const source = new Source(outputDir, checkpoint.emulator.offset, checkpoint.entryTime);
      return new SettledLog({ derivation: restored, files, source, settled, last, end });
    }
    const derivation = new Derivation(store);
    if (offset > 0) {
      derivation.emulator.skip(offset);
      await takeUpTo(offset, derivation, outputDir);
    }
    const source = new Source(outputDir, offset);
    const none = LineFiles.none(outputDir);
    return new SettledLog({ derivation, files: none, source, settled, last, end });
  }

  private constructor(parts: {
    derivation: Derivation;
    files: LineFiles;
    source: Source;
    settled: LogLine[];
    last: number | undefined;
    end: number;
  }) {
    this.derivation = parts.derivation;
    this.#files = parts.files;
    this.#source = parts.source;
    this.#settled = parts.settled;
    this.#fileLines = parts.last ?? Number.POSITIVE_INFINITY;
    this.#end = parts.end;
  }

  /** Those that had settled when it was opened, in order. Once. */
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
    yield* this.#upTo(this.#end);
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
  news(): AsyncGenerator<LogLine[]> {
    return this.#upTo(Number.POSITIVE_INFINITY);
  }

  async *#upTo(end: number): AsyncGenerator<LogLine[]> {
    for (;;) {
      const steps = this.#held.length > 0 ? this.#held.splice(0) : await this.#source.next();
      if (steps.length === 0) break;
      for (const [at, step] of steps.entries()) {
        const [now, later] = cutAt(step, end);
        if (now !== null) this.derivation.take(now);
        if (later === null) continue;
        this.#held = [later, ...steps.slice(at + 1)];
        break;
      }
      yield this.#taken();
      if (this.#held.length > 0) break;
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

/** What of a step comes before `end`, and what after it. */
function cutAt(step: Step, end: number): readonly [Step | null, Step | null] {
  if (step.kind !== 'bytes') return [step, null];
  const { from, bytes } = step;
  if (from >= end) return [null, step];
  if (from + bytes.length <= end) return [step, null];
  const before = end - from;
  return [
    { ...step, bytes: bytes.subarray(0, before) },
    { kind: 'bytes', from: end, bytes: bytes.subarray(before) },
  ];
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

/** Where the output is to be read from for its last lines, and where it ends now. */
async function lookAt(
  outputDir: string,
  last: number | undefined,
): Promise<{ readonly offset: number; readonly end: number }> {
  const reader = openOutputReader(outputDir);
  try {
    const { to: end } = await reader.bounds();
    const offset = last === undefined ? 0 : await lastLinesFrom(reader, last + leadLines);
    return { offset, end };
  } finally {
    await reader.close();
  }
}
