// Lines and tails as the gateway would send them, for tests that care about a few of their fields.
import type { LogLine, LogTail } from '../../../server/protocol/log-page.ts';

/** Lines [from, to), each of `rows` rows. */
export function lines(from: number, to: number, rows = 1): LogLine[] {
  return Array.from({ length: to - from }, (_, i) => ({
    line: from + i,
    row: (from + i) * rows,
    rows,
    time: null,
    kind: 'text' as const,
    text: `line ${from + i}`,
    spans: [],
  }));
}

type Parts = Partial<LogTail> & { width?: number; epoch?: number };

export function tail(count: number, parts: Parts = {}): LogTail {
  const { width = 50, epoch = 1, ...rest } = parts;
  return {
    shape: { epoch, width, first: 0, lines: count, rows: count },
    newest: lines(Math.max(0, count - 5), count),
    live: [],
    ...{ moved: 0, keep: 0 },
    ...{ fullScreen: false, warnings: 0, errors: 0, ended: false },
    ...rest,
  };
}
