import { describe, expect, it } from 'vitest';
import { agoInWords, durationInWords, momentInWords } from '../../../client/look/time.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('time in words', () => {
  it('[PAGE33] durations take two units at most', () => {
    expect(durationInWords(-5000)).toBe('0 s');
    expect(durationInWords(59_999)).toBe('59 s');
    expect(durationInWords(12 * minute)).toBe('12 m');
    expect(durationInWords(3 * hour + 12 * minute)).toBe('3 h 12 m');
    expect(durationInWords(52 * hour)).toBe('2 d 4 h');
  });

  it('[PAGE10] ages are coarse, so that a screen reader is not told each second', () => {
    expect(agoInWords(0)).toBe('a moment ago');
    expect(agoInWords(29_000)).toBe('20 s ago');
    expect(agoInWords(5 * minute)).toBe('5 min ago');
    expect(agoInWords(3 * hour)).toBe('3 h ago');
    expect(agoInWords(25 * hour)).toBe('a day ago');
    expect(agoInWords(50 * hour)).toBe('2 days ago');
  });

  it('[PAGE33] a moment is a time today, a day this week, a date before', () => {
    const now = new Date(2026, 2, 23, 14, 30).getTime();
    expect(momentInWords(new Date(2026, 2, 23, 2, 14).getTime(), now)).toBe('02:14');
    expect(momentInWords(new Date(2026, 2, 22, 23, 59).getTime(), now)).toBe('yesterday');
    expect(momentInWords(new Date(2026, 2, 19).getTime(), now)).toBe('Thu');
    expect(momentInWords(new Date(2026, 1, 3).getTime(), now)).toBe('3 Feb');
  });
});
