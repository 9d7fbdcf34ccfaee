import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from '../../../server/gateway/log/pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Something new every millisecond for five seconds; what is sent of it, and when. */
function flood(sizes: readonly number[]): { at: number; bytes: number }[] {
  const sent: { at: number; bytes: number }[] = [];
  const started = performance.now();
  const pace = new Pace({
    offer: () => {
      const bytes = sizes[sent.length % sizes.length] ?? 0;
      return { bytes, send: () => sent.push({ at: performance.now() - started, bytes }) };
    },
    free: () => true,
  });
  for (let ms = 0; ms < 5000; ms++) {
    pace.due();
    vi.advanceTimersByTime(1);
  }
  pace.close();
  return sent;
}

it.each([
  ['small ones', [300], 10],
  ['a screenful each', [7000], 3],
  ['small and large ones', [200, 200, 15_000, 200, 12_000], 1],
])('[GATE43] in no second more than ten states and 24 KB: %s', (_, sizes, atLeast) => {
  const sent = flood(sizes);
  for (const { at } of sent) {
    const within = sent.filter((one) => one.at >= at && one.at < at + 1000);
    expect(within.length).toBeLessThanOrEqual(10);
    expect(within.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(24_000);
  }
  expect(sent.length).toBeGreaterThanOrEqual(5 * atLeast);
});

it('[GATE43] what is too large for a second goes alone, and others wait until it is paid for', () => {
  const [first, second] = flood([60_000]);
  expect(first?.at).toBe(0);
  expect(second?.at).toBeGreaterThanOrEqual(2500);
});

it('[GATE43] while the network is behind nothing is queued; then the latest is sent, once', () => {
  const sent: string[] = [];
  let latest = 'a';
  let go: (() => void) | null = null;
  const pace = new Pace({
    offer: () => {
      const state = latest;
      return { bytes: 100, send: () => sent.push(state) };
    },
    free: (then) => {
      if (latest === 'after') return true;
      go = then;
      return false;
    },
  });
  for (latest of ['b', 'c', 'after']) {
    pace.due();
    vi.advanceTimersByTime(200);
  }
  expect(sent).toEqual([]);
  (go as (() => void) | null)?.();
  expect(sent).toEqual(['after']);
});
