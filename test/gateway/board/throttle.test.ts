import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Throttle } from '../../../server/gateway/board/throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[WATCH19] the first of what nobody looks at is told at once, then at most four times a second; what is looked at, always', () => {
  let isLookedAt = false;
  let told = 0;
  const pace = () => ({ soonMs: 4, intervalMs: isLookedAt ? 0 : 250 });
  const throttle = new Throttle(pace, () => void told++);
  const output = (forMs: number) => {
    for (let at = 0; at < forMs; at += 5) {
      throttle.ask();
      vi.advanceTimersByTime(5);
    }
  };
  output(5);
  expect(told).toBe(1);
  output(995);
  expect(told).toBe(4);
  isLookedAt = true;
  output(1000);
  expect(told).toBeGreaterThan(150);
  throttle.close();
});
