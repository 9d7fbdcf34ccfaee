import { describe, expect, it } from 'vitest';
import { Attempts } from '../../../server/gateway/access/attempts.ts';

const limits = { failuresEach: 5, failuresInAll: 12, windowMs: 60_000 };

function failures(attempts: Attempts, address: string, tries: number): number {
  return Array.from({ length: tries }, () => attempts.begin(address)).filter(Boolean).length;
}

describe('pairing attempts', () => {
  it('[TRUST8] an address has 5 failures a minute, then is refused until the minute is over', () => {
    const clock = { now: 0 };
    const attempts = new Attempts(limits, () => clock.now);
    expect(failures(attempts, '10.0.0.1', 1000)).toBe(5);
    expect(failures(attempts, '10.0.0.2', 1)).toBe(1);
    clock.now += 60_000;
    expect(failures(attempts, '10.0.0.1', 1000)).toBe(5);
  });

  it('[TRUST8] a success does not count', () => {
    const attempts = new Attempts(limits, () => 0);
    for (let i = 0; i < 100; i++) attempts.begin('10.0.0.1')?.succeeded();
    expect(failures(attempts, '10.0.0.1', 10)).toBe(5);
  });

  it('[TRUST8] many addresses share a cap', () => {
    const attempts = new Attempts(limits, () => 0);
    const passed = Array.from({ length: 100 }, (_, i) => failures(attempts, `10.0.1.${i}`, 1));
    expect(passed.reduce((sum, n) => sum + n)).toBe(12);
  });

  it('[TRUST8] the limits are 5 an address and 100 in all, a minute', () => {
    const clock = { now: 0 };
    const attempts = new Attempts(undefined, () => clock.now);
    const all = () =>
      Array.from({ length: 200 }, (_, i) => failures(attempts, `10.0.1.${i}`, 10)).reduce(
        (sum, n) => sum + n,
      );
    expect(failures(attempts, '10.0.0.1', 10)).toBe(5);
    expect(all()).toBe(95);
    clock.now += 59_999;
    expect(all()).toBe(0);
    clock.now += 1;
    expect(all()).toBe(100);
  });

  it('[TRUST8] an IPv6 network counts as one address, a mapped IPv4 address as itself', () => {
    const attempts = new Attempts({ ...limits, failuresInAll: 100 }, () => 0);
    expect(failures(attempts, '2001:db8:1:2::1', 3)).toBe(3);
    expect(failures(attempts, '2001:db8:1:2:ffff::9', 9)).toBe(2);
    expect(failures(attempts, '2001:db8:1:3::1', 9)).toBe(5);
    expect(failures(attempts, '10.0.0.9', 3)).toBe(3);
    expect(failures(attempts, '::ffff:10.0.0.9', 3)).toBe(2);
    expect(failures(attempts, '::ffff:10.0.0.8', 3)).toBe(3);
  });
});
