import { describe, expect, it } from 'vitest';
import { Credit } from '../../../server/gateway/stream/credit.ts';

const KiB = 1024;

/** A page behind a wire of `rate` bytes per ms, always given all it may have. */
function allowanceAt(rate: number): number {
  let now = 0;
  const credit = new Credit(() => now);
  let offset = 0;
  let painted = 0;
  for (let ms = 0; ms < 20_000; ms++) {
    now = ms;
    if (credit.room > 0) {
      const bytes = Math.min(credit.room, 64 * KiB);
      offset += bytes;
      credit.sent(offset, bytes);
    }
    painted = Math.min(offset, painted + rate);
    // Pages paint whole messages; partial progress counts for nothing.
    credit.painted(painted);
  }
  return credit.allowance;
}

describe('credit', () => {
  it("[GATE22] is about 300 ms of the viewer's own rate", () => {
    const allowance = allowanceAt(300);
    expect(allowance).toBeGreaterThan(0.6 * 300 * 300);
    expect(allowance).toBeLessThan(1.5 * 300 * 300);
  });

  it('[GATE22] lies between 16 and 256 KiB', () => {
    expect(allowanceAt(5)).toBe(16 * KiB);
    expect(allowanceAt(100_000)).toBe(256 * KiB);
  });

  it('[GATE22] offsets that were never sent change nothing', () => {
    const credit = new Credit(() => 0);
    credit.sent(1000, 1000);
    credit.painted(999);
    expect(credit.inFlightBytes).toBeGreaterThan(1000);
    credit.painted(1_000_000);
    expect(credit.inFlightBytes).toBeGreaterThan(1000);
    credit.painted(1000);
    expect(credit.inFlightBytes).toBe(0);
  });

  it('[GATE22] single bytes cost more than themselves, so that they cannot pile up', () => {
    const credit = new Credit(() => 0);
    let sent = 0;
    while (credit.room > 0) credit.sent(++sent, 1);
    expect(sent).toBeLessThan(300);
  });

  it('[GATE22] a snapshot that leads back is credited when it is painted', () => {
    const credit = new Credit(() => 0);
    credit.sent(1000, 1000);
    credit.sent(2000, 1000);
    credit.sent(1500, 100);
    credit.painted(1500);
    expect(credit.inFlightBytes).toBe(0);
  });
});
