import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Clock, startClock } from '../../../client/look/clock.ts';

let clock: Clock | null = null;

function startAt(time: string): Clock {
  vi.useFakeTimers({ now: Date.parse(time) });
  const visible = { visibilityState: 'visible', addEventListener() {}, removeEventListener() {} };
  vi.stubGlobal('document', visible);
  clock = startClock();
  return clock;
}

afterEach(() => {
  clock?.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('[PAGE45] a phone whose clock is off', () => {
  it.each(['Mon, 30 Nov 2026 13:00:00 GMT', 'Mon, 30 Nov 2026 11:00:00 GMT'])(
    'tells ages by the server: %s',
    (date) => {
      const here = startAt('2026-11-30T12:00:00Z');
      here.heard(date);
      expect(here.now()).toBe(Date.parse(date));
      vi.advanceTimersByTime(90_000);
      expect(here.now()).toBe(Date.parse(date) + 90_000);
      expect(here.device()).toBe(Date.parse('2026-11-30T12:01:30Z'));
    },
  );

  it('leaves a clock alone that differs by less than an answer may take', () => {
    const here = startAt('2026-11-30T12:00:00Z');
    here.heard('Mon, 30 Nov 2026 12:00:20 GMT');
    expect(here.now()).toBe(Date.parse('2026-11-30T12:00:00Z'));
    here.heard(null);
    here.heard('what is this');
    expect(here.now()).toBe(Date.parse('2026-11-30T12:00:00Z'));
  });
});
