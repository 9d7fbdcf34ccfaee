import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Throttle } from '../../../server/gateway/board/throttle.ts';
import { Notices } from '../../../server/screen/notices.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[GATE17] the first is told soon, then one an interval, however often it is asked for', () => {
  let told = 0;
  const throttle = new Throttle({ soonMs: 4, intervalMs: 250 }, () => void told++);
  const ask = (forMs: number) => {
    for (let at = 0; at < forMs; at += 5) {
      throttle.ask();
      vi.advanceTimersByTime(5);
    }
  };
  ask(5);
  expect(told).toBe(1);
  ask(995);
  expect(told).toBe(4);
  throttle.close();
  ask(1000);
  expect(told).toBe(4);
});

test('[WATCH19] the first of what nobody looks at is told at once, then all of it together four times a second; what is looked at, always', () => {
  const told: string[][] = [];
  const notices = new Notices((message, sent) => {
    if (message.type === 'advance') told.push(message.ends.map(([id]) => id));
    sent?.();
  });
  let isSeen = false;
  const output = (forMs: number) => {
    for (let at = 0; at < forMs; at += 5) {
      for (const id of ['a', 'b', 'c']) notices.advance(id, at, { isSeen });
      vi.advanceTimersByTime(5);
    }
  };
  output(5);
  expect(told).toEqual([['a', 'b', 'c']]);
  output(995);
  expect(told.length).toBeLessThanOrEqual(5);
  expect(told.at(-1)).toEqual(['a', 'b', 'c']);
  isSeen = true;
  output(1000);
  expect(told.length).toBeGreaterThan(45);
  notices.close();
});
