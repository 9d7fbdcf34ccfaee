// Times and durations in the few words a phone has room for. Milliseconds in, words out.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `40 s`, `12 m`, `3 h 12 m`, `2 d 4 h`; a clock that is ahead or behind never shows as negative. */
export function durationInWords(ms: number): string {
  const lasted = Math.max(0, ms);
  if (lasted < minute) return `${Math.floor(lasted / second)} s`;
  if (lasted < hour) return `${Math.floor(lasted / minute)} m`;
  if (lasted < day)
    return `${Math.floor(lasted / hour)} h ${Math.floor((lasted % hour) / minute)} m`;
  return `${Math.floor(lasted / day)} d ${Math.floor((lasted % day) / hour)} h`;
}

/** `a moment ago`, `20 s ago`, `5 min ago`, `3 h ago`: coarse, so that it is not read out each second. */
export function agoInWords(ms: number): string {
  if (ms < 10 * second) return 'a moment ago';
  if (ms < minute) return `${Math.floor(ms / (10 * second)) * 10} s ago`;
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`;
  if (ms < day) return `${Math.floor(ms / hour)} h ago`;
  const days = Math.floor(ms / day);
  return days === 1 ? 'a day ago' : `${days} days ago`;
}

/** When something was, seen from `now`: `02:14` today, `yesterday`, `Mon` this week, `3 Nov`. */
export function momentInWords(then: number, now: number): string {
  const date = new Date(then);
  const days = Math.round((midnightBefore(now) - midnightBefore(then)) / day);
  if (days <= 0) return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  if (days === 1) return 'yesterday';
  if (days < 7) return date.toLocaleDateString('en-GB', { weekday: 'short' });
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function midnightBefore(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
