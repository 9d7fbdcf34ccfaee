import { expect, test } from 'vitest';
import { countInWords, startingAt } from '../../../client/log/find.ts';
import { matcherOf } from '../../../client/log/matching.ts';
import { bytesInWords, noticeOf } from '../../../client/log/notices.ts';
import type { LogLineKind } from '../../../server/protocol/log-page.ts';

test('[READ11] case counts only if the query has an upper case letter', () => {
  expect(matcherOf({ kind: 'text', text: 'loss' })('Loss loss')).toEqual([
    [0, 4],
    [5, 9],
  ]);
  expect(matcherOf({ kind: 'text', text: 'Loss' })('Loss loss')).toEqual([[0, 4]]);
  expect(matcherOf({ kind: 'regex', text: '\\Soss' })('Loss')).toEqual([[0, 4]]);
});

test('[READ11] plain text is no pattern; a pattern that is none matches nothing', () => {
  expect(matcherOf({ kind: 'text', text: 'a.c(' })('abc( a.c(')).toEqual([[5, 9]]);
  expect(matcherOf({ kind: 'regex', text: '(' })('(((')).toEqual([]);
  expect(matcherOf({ kind: 'regex', text: 'x*' })('ab')).toEqual([]);
});

test('[READ11] a search begins with the last match on or above the screen', () => {
  expect(startingAt([3, 8, 20], 10, false)).toBe(1);
  expect(startingAt([3, 8], 10, false)).toBe(-1);
  expect(startingAt([3, 8], 10, true)).toBe(1);
  expect(startingAt([30], 10, false)).toBe(0);
});

test('[READ11] the count says which of how many, and whether there may be more', () => {
  const finding = { query: { kind: 'text', text: 'x' }, current: 2, problem: null } as const;
  expect(countInWords({ ...finding, lines: [1, 2, 3, 4], done: true })).toBe('3 of 4');
  expect(countInWords({ ...finding, lines: [1, 2, 3, 4], done: false })).toBe('3 of 4…');
  expect(countInWords({ ...finding, lines: [], current: null, done: true })).toBe('none');
});

test('[READ16] what no program wrote is said in words', () => {
  const say = (kind: LogLineKind, text: string) => noticeOf({ kind, text });
  expect(say('gap', '123456789')).toBe('123 MB of output are missing here');
  expect(say('poison', '16384')).toBe('16 KB of output could not be shown');
  expect(say('repeat', '1200')).toBe('the same 1,200 times more');
  expect(say('repeat', '1')).toBe('the same once more');
  expect(say('text', '5')).toBeNull();
  const amounts = [0, 999, 1500, 2.5e9].map(bytesInWords);
  expect(amounts).toEqual(['0 bytes', '999 bytes', '1.5 KB', '2.5 GB']);
});
