// A session's log as lines: what has settled, then what is on the screen. Worked out in this
// process's memory from the output itself, so it needs no gateway and writes nothing.
import { openOutputReader } from '../log/reader.ts';
import { TimelineReader } from '../log/timeline.ts';
import type { LogLine } from '../protocol/log-view.ts';
import { Source } from '../screen/follow/source.ts';
import { Derivation } from '../screen/transcript/derive.ts';
import { lineOfRecord } from '../screen/transcript/transcript.ts';
import { lastLinesFrom } from './last-lines.ts';

/**
 * Only the end of a longer log is read for its last lines: this many more newlines, so that what
 * a program had drawn before has left the screen by the lines that count.
 */
const leadLines = 5000;

export interface LineRange {
  readonly outputDir: string;
  /** The last so many; all of them when undefined. */
  readonly last: number | undefined;
}

/** Gives the lines out in order, in batches. */
export async function* settledLines({ outputDir, last }: LineRange): AsyncGenerator<LogLine[]> {
  const from = last === undefined ? 0 : await startOf(outputDir, last);
  const batches = deriveFrom(outputDir, from);
  if (last === undefined) {
    yield* batches;
    return;
  }
  let kept: LogLine[] = [];
  for await (const lines of batches) kept = [...kept, ...lines].slice(-Math.max(last, 1));
  yield last === 0 ? [] : kept;
}

async function startOf(outputDir: string, last: number): Promise<number> {
  const reader = openOutputReader(outputDir);
  try {
    return await lastLinesFrom(reader, last + leadLines);
  } finally {
    await reader.close();
  }
}

async function* deriveFrom(outputDir: string, from: number): AsyncGenerator<LogLine[]> {
  let lines: LogLine[] = [];
  const derivation = new Derivation({ append: (record) => lines.push(lineOfRecord(record)) });
  const source = new Source(outputDir, from);
  try {
    for (const entry of await new TimelineReader(outputDir, from).read()) {
      if (entry.kind === 'size' && entry.offset <= from) derivation.take(entry);
    }
    for (;;) {
      const steps = await source.next();
      if (steps.length === 0) break;
      for (const step of steps) derivation.take(step);
      yield lines;
      lines = [];
    }
    const { transcript, settler } = derivation;
    const open = [...transcript.held, ...settler.unsettled()].map(lineOfRecord);
    yield [...lines, ...withoutBlankEnd(open)];
  } finally {
    await source.close();
    derivation.emulator.dispose();
  }
}

/** The rows below the last text on the screen are no lines. */
function withoutBlankEnd(lines: readonly LogLine[]): readonly LogLine[] {
  const end = lines.findLastIndex((line) => line.kind !== 'text' || line.text !== '');
  return lines.slice(0, end + 1);
}
