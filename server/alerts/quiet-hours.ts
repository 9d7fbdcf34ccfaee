// Whether it is quiet where a device is: by the clock on its wall, whatever daylight saving does to it. Pure.
import type { QuietHours } from '../protocol/alerts.ts';

const clocks = new Map<string, Intl.DateTimeFormat>();
const maxClocks = 50;

export function isQuiet(quiet: QuietHours | null, timeZone: string, now: number): boolean {
  if (quiet === null || quiet.from === quiet.to) return false;
  const time = clockOf(timeZone).format(now);
  const { from, to } = quiet;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** "07:05" sorts as it is. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  if (clocks.size >= maxClocks) clocks.clear();
  const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat('en-GB', options);
  clocks.set(timeZone, made);
  return made;
}
