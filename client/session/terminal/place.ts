// Where one reads in the terminal, for the log to go on from.
import type { Terminal } from '@xterm/xterm';
import type { SoughtPlace } from '../../log/sought-place.ts';
import { linesFrom } from './logical-line.ts';

const compared = 40;

/** Null in a full-screen program: its screen is not in the log. */
export function placeInLog({ buffer }: Terminal): SoughtPlace | null {
  if (buffer.active.type === 'alternate') return null;
  const lines = linesFrom(buffer.active, buffer.active.viewportY, Number.POSITIVE_INFINITY);
  return { lines: lines.slice(0, compared).map(({ text }) => text), fromEnd: lines.length };
}
