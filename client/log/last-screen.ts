// The last screen of a log as this device saw it, to be shown at once on the next visit.
import type { LiveLine } from '../../server/protocol/log-page.ts';
import { fieldsOf } from '../connection/guards.ts';
import { type Kept, keptBySession } from './kept.ts';
import { isCount, parseLive } from './log-messages.ts';
import type { Reading } from './reading.ts';

export interface LastScreen {
  /** When it looked like this, in ms since 1970. */
  readonly at: number;
  readonly lines: readonly Pick<LiveLine, 'text' | 'spans'>[];
}

const mostLines = 60;
const mostCharacters = 12_000;

export const keptScreens: Kept = keptBySession('log-screen', {
  sessions: 16,
  characters: mostCharacters,
});

/** Remembers the end of the log as it is now. */
export function keepScreen(
  session: string,
  { tail, cache, live }: Pick<Reading, 'tail' | 'cache' | 'live'>,
  now: number,
): void {
  if (tail === null) return;
  const { rows } = tail.shape;
  const settled = cache.lines({ from: Math.max(0, rows - mostLines), to: rows });
  const lines = [...settled.filter(({ kind }) => kind === 'text'), ...live];
  keptScreens.write(session, lastScreen(lines, now));
}

/** As many of the last lines as may be kept. */
export function lastScreen(lines: LastScreen['lines'], at: number): LastScreen {
  const kept: { text: string; spans: LiveLine['spans'] }[] = [];
  let room = mostCharacters - 200;
  for (const { text, spans } of lines.slice(-mostLines).reverse()) {
    room -= JSON.stringify([text, spans]).length + 24;
    if (room < 0) break;
    kept.unshift({ text, spans });
  }
  return { at, lines: kept };
}

export function parseLastScreen(value: unknown): LastScreen | null {
  const { at, lines } = fieldsOf(value);
  if (!isCount(at) || !Array.isArray(lines)) return null;
  const parsed = lines.map((line) => parseLive({ ...fieldsOf(line), rows: 1 }));
  return { at, lines: parsed.filter((line) => line !== null) };
}
