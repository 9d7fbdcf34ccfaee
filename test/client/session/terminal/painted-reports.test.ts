import { afterEach, expect, test, vi } from 'vitest';
import {
  type Painted,
  PaintedReports,
} from '../../../../client/session/terminal/painted-reports.ts';

afterEach(() => void vi.useRealTimers());

test('[PAGE29] what was painted is told at once when it is much, else several in one within 50 ms', () => {
  vi.useFakeTimers();
  const told: Painted[] = [];
  const reports = new PaintedReports((painted) => told.push(painted));
  for (let offset = 1; offset <= 20; offset++) reports.painted({ viewer: 1, offset }, 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(told).toEqual([{ viewer: 1, offset: 20 }]);
  reports.painted({ viewer: 1, offset: 9000 }, 8980);
  expect(told.at(-1)).toEqual({ viewer: 1, offset: 9000 });
  vi.advanceTimersByTime(1000);
  expect(told).toHaveLength(2);
  reports.painted({ viewer: 1, offset: 9001 }, 1);
  reports.close();
  vi.advanceTimersByTime(1000);
  expect(told).toHaveLength(2);
});
