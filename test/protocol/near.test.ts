import { expect, test } from 'vitest';
import { nearNames } from '../../server/protocol/near.ts';

const names = ['train', 'train-2', 'eval', 'Notebook', 'gpu0', 'x'];

test.each([
  ['trian', ['train']],
  ['tran', ['train']],
  ['notebok', ['Notebook']],
  ['train2', ['train', 'train-2']],
  ['rain', ['train', 'train-2']],
  ['evaluate', ['eval']],
  ['gpu1', ['gpu0']],
  ['y', []],
  ['bogus', []],
  ['', []],
])('[WORD2] for %j are meant %j', (text, near) => {
  expect(nearNames(text, names).sort()).toEqual([...near].sort());
});

test('[WORD2] at most three are named', () => {
  expect(nearNames('job', ['job1', 'job2', 'job3', 'job4'])).toEqual(['job1', 'job2', 'job3']);
});
