import { describe, expect, it } from 'vitest';
import { suggestAgain, suggestName, sweepNames } from '../../../client/new/suggested-name.ts';
import { summary } from '../summary.ts';

const known = (...names: string[]) =>
  names.map((name, i) => summary({ id: `abcd000${i}`, name, created: `2026-03-0${i + 1}` }));

describe('a suggested name', () => {
  it('[FORM2] comes from the command and is counted up past every known name, ended ones too', () => {
    expect(suggestName('python train.py', [])).toBe('train');
    expect(suggestName('python train.py --lr 1', known('train'))).toBe('train-2');
    expect(suggestName('', known('train'))).toBe('');
  });

  it('[FORM2] goes on in the series that the same program ran in lately', () => {
    expect(suggestName('python train.py --lr 2', known('old', 'exp01'))).toBe('exp02');
    expect(suggestName('python train.py', known('exp02', 'exp01'))).toBe('exp03');
    expect(suggestName('python eval.py', known('exp01'))).toBe('eval');
    expect(suggestName('python train.py', known('baseline'))).toBe('train');
    expect(suggestName('python train.py', known('the-longest-run-01'))).toBe('train');
  });

  it('[FORM2] for a session run again is the next of its own', () => {
    const [first] = known('exp01');
    if (first === undefined) throw new Error('no session');
    expect(suggestAgain(first.name, [])).toBe('exp02');
    const [retired] = known('train.1');
    if (retired === undefined) throw new Error('no session');
    expect(suggestAgain(retired.name, known('train.1', 'train'))).toBe('train-2');
  });

  it('[FORM22] a sweep has one name a job, counted up or with its value in it', () => {
    const jobs = ['0.1', '0.01', '1/3'].map((lr) => ({ lr }));
    expect(sweepNames('exp02', jobs, known('exp01', 'exp03'))).toEqual(['exp02', 'exp04', 'exp05']);
    expect(sweepNames('lr{lr}', jobs, known('lr0.1'))).toEqual(['lr0.1-2', 'lr0.01', 'lr1-3']);
    expect(sweepNames('train', [{ lr: '1' }], known('train'))).toEqual(['train']);
    expect(sweepNames('no name!', jobs, [])).toHaveLength(3);
  });
});
