import { expect, test } from 'vitest';
import { answersIn } from '../../../client/list/answers.ts';

test('[CARD10] the answers are those that the question names at its end, as it writes them', () => {
  expect(answersIn('Overwrite runs/a/best.pt? [y/N] ')).toEqual(['y', 'N']);
  expect(answersIn('Continue (yes/no)?')).toEqual(['yes', 'no']);
  expect(answersIn('Apply? [y/n/always/quit]:')).toEqual(['y', 'n', 'always', 'quit']);
  for (const prompt of [
    ...['', 'Password:', 'Name [ada]:', '[y/N] is what it asks of you', 'Pick (1/2)', ']y/N['],
    ...['Delete (a/b/c/d/e)', 'Run? [y/rm -rf]', `[${'y/'.repeat(40)}N]`, 'a/b)', '[/]'],
  ]) {
    expect(answersIn(prompt), prompt).toEqual([]);
  }
});
