import { expect, test } from 'vitest';
import { afterScroll, following, newLines } from '../../../client/log/follow.ts';

const reading = { kind: 'reading', lines: 40 } as const;

test('[READ8] the end is followed from the literal end only', () => {
  const at = (top: number) => afterScroll(reading, { top, previousTop: 0, end: 1000, lines: 50 });
  expect(at(1000)).toBe(following);
  expect(at(999)).toBe(following);
  expect(at(990)).toBe(reading);
});

test('[READ8] the least movement up ends following; movement down does not', () => {
  const from = (previousTop: number, top: number) =>
    afterScroll(following, { top, previousTop, end: 1000, lines: 50 });
  expect(from(998, 990)).toEqual({ kind: 'reading', lines: 50 });
  // Lines came while a finger was down: the end moved away, the finger did not.
  expect(from(900, 905)).toBe(following);
});

test('[READ8] who has left the end is told how many lines came since', () => {
  expect(newLines(reading, 52)).toBe(12);
  expect(newLines(following, 52)).toBe(0);
});
