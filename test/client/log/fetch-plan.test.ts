import { expect, test } from 'vitest';
import { nextFetch } from '../../../client/log/fetch-plan.ts';
import { RangeCache } from '../../../client/log/range-cache.ts';
import { maxRangeRows } from '../../../server/protocol/log-page.ts';
import { lines } from './lines.ts';

const visible = { from: 1000, to: 1025 };
const request = (direction: -1 | 0 | 1) => ({ visible, direction, rows: 10_000 });

test('[READ7] blank rows on the screen are asked for first, with a screen of what follows', () => {
  const cache = new RangeCache();
  expect(nextFetch(request(1), { cache, asked: [] })).toEqual({ from: 1000, to: 1050 });
  expect(nextFetch(request(-1), { cache, asked: [] })).toEqual({ from: 975, to: 1025 });
});

test('[READ7] then what lies ahead, several screens of it', () => {
  const cache = new RangeCache();
  cache.add(lines(990, 1040), 1000);
  expect(nextFetch(request(-1), { cache, asked: [] })).toEqual({ from: 800, to: 990 });
  expect(nextFetch(request(1), { cache, asked: [] })).toEqual({ from: 1040, to: 1225 });
});

test('[READ7] what was asked for is not asked for again, and all at hand is left alone', () => {
  const cache = new RangeCache();
  cache.add(lines(990, 1040), 1000);
  const first = nextFetch(request(-1), { cache, asked: [] });
  const second = nextFetch(request(-1), { cache, asked: first ? [first] : [] });
  expect(second).not.toEqual(first);
  cache.add(lines(500, 1500), 1000);
  expect(nextFetch(request(0), { cache, asked: [] })).toBeNull();
});

test('[READ7] no request is larger than the gateway allows', () => {
  const tall = { visible: { from: 5000, to: 5200 }, direction: 1, rows: 100_000 } as const;
  const cache = new RangeCache();
  cache.add(lines(5000, 5200), 5000);
  const asked = nextFetch(tall, { cache, asked: [] });
  expect((asked?.to ?? 0) - (asked?.from ?? 0)).toBe(maxRangeRows);
});
