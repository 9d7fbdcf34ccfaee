import { expect, test } from 'vitest';
import { countInWords, matchFor } from '../../../client/log/find.ts';
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

test('[READ11] a search begins with the last match on or above the screen, or the first from a line on', () => {
  expect(matchFor([3, 8, 20], { line: 10, by: -1 })).toBe(1);
  expect(matchFor([30], { line: 10, by: -1 })).toBe(0);
  expect(matchFor([3, 8, 20], { line: 8, by: 1 })).toBe(1);
  expect(matchFor([3, 8], { line: 10, by: 1 })).toBe(-1);
});

test('[READ11] the count says which of how many, and nothing where nothing is known', () => {
  const finding = { skipped: 12_342, total: 650_795, current: 2, problem: null };
  expect(countInWords({ ...finding, done: true })).toBe('12,345 of 650,795');
  expect(countInWords({ ...finding, done: false })).toBe('12,345 of 650,795…');
  expect(countInWords({ ...finding, done: true, problem: 'ended' })).toBe('12,345 of 650,795+');
  const nothing = { skipped: 0, total: 0, current: null, done: true };
  expect(countInWords({ ...nothing, problem: null })).toBe('none');
  expect(
    countInWords({ ...nothing, problem: 'Invalid regular expression: Unterminated group.' }),
  ).toBe('');
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
