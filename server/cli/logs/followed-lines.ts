// A growing log as plain lines, each given out when it is complete, with the time of its arrival.

import { lastLinesFrom } from '../../log/last-lines.ts';
import { openOutputReader } from '../../log/reader.ts';
import { TimelineReader } from '../../log/timeline.ts';
import type { LogLine } from '../../protocol/log-view.ts';
import { Source, type Step } from '../../screen/follow/source.ts';
import { PlainLines } from '../plain-lines.ts';
import { type Followed, untilOver } from './until-over.ts';

export async function* followedLines(parts: Followed): AsyncGenerator<LogLine[]> {
  const from = await startOf(parts);
  const source = new Source(parts.outputDir, from);
  const lines = new TimedLines(await timeAt(parts.outputDir, from));
  try {
    for await (const _ of untilOver(parts)) {
      for (let steps = await source.next(); steps.length > 0; steps = await source.next()) {
        yield steps.flatMap((step) => lines.take(step));
      }
    }
    yield lines.end();
  } finally {
    await source.close();
  }
}

class TimedLines {
  readonly #plain = new PlainLines();
  #time: number | null;

  constructor(time: number | null) {
    this.#time = time;
  }

  /** The lines that this step completes. */
  take(step: Step): LogLine[] {
    switch (step.kind) {
      case 'bytes':
        return this.#timed(this.#plain.push(step.bytes));
      case 'gap': {
        const { from, to, skipped } = step;
        const gap = { kind: 'gap', bytes: to - from, skipped, time: this.#time } as const;
        return [...this.#timed(this.#plain.skip()), gap];
      }
      case 'mark':
        this.#time = step.time;
        return [];
      default:
        return [];
    }
  }

  /** The line that no newline has completed, if there is one. */
  end(): LogLine[] {
    return this.#timed(this.#plain.end());
  }

  #timed(lines: readonly string[]): LogLine[] {
    const time = this.#time;
    return lines.map((text) => ({ kind: 'text', text, styles: '', cells: 0, time }));
  }
}

async function startOf({ outputDir, last }: Followed): Promise<number> {
  if (last === undefined) return 0;
  const reader = openOutputReader(outputDir);
  try {
    return await lastLinesFrom(reader, last);
  } finally {
    await reader.close();
  }
}

/** When the byte at an offset arrived, as well as marks tell. */
async function timeAt(outputDir: string, offset: number): Promise<number | null> {
  const entries = await new TimelineReader(outputDir, offset).read();
  return entries.findLast((entry) => entry.kind === 'mark' && entry.offset <= offset)?.time ?? null;
}
