import { describe, expect, it } from 'vitest';
import { bestFit } from '../../../client/log/sought-place.ts';

const numbered = (texts: readonly string[], from = 0) =>
  texts.map((text, i) => ({ number: from + i, text }));

describe('[TERM2] a place of the terminal is found in the log', () => {
  it('by its text, not by its number', () => {
    const known = numbered(['erased', 'a', 'b', 'c', 'd'], 100);
    expect(bestFit({ lines: ['b', 'c', 'd'], fromEnd: 3 }, known, 100)).toBe(102);
  });

  it('where most lines fit, though one was rewritten and blanks were dropped', () => {
    const known = numbered(['x', 'start', '50%', 'end'], 7);
    expect(bestFit({ lines: ['start  ', '100%', 'end'], fromEnd: 3 }, known, 7)).toBe(8);
  });

  it('nearest to where it should be, when it is there more than once', () => {
    const known = numbered(['same', 'same', 'same', 'same', 'same', 'same']);
    expect(bestFit({ lines: ['same'], fromEnd: 2 }, known, 4)).toBe(4);
  });

  it('nowhere, when nothing fits', () => {
    expect(bestFit({ lines: ['gone', 'too'], fromEnd: 2 }, numbered(['a', 'b']), 0)).toBeNull();
  });
});
