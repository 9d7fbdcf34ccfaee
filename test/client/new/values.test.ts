import { describe, expect, it } from 'vitest';
import { fillIn, placeholdersIn } from '../../../client/new/values/placeholders.ts';
import { combinations, valuesIn } from '../../../client/new/values/value-list.ts';

describe('placeholders', () => {
  it('[FORM20] {name} asks for a value, once, wherever it stands', () => {
    const command = 'python train.py --lr {lr} --out "runs/{lr}-{seed}"';
    expect(placeholdersIn(command)).toEqual(['lr', 'seed']);
    expect(fillIn(command, { lr: '0.1', seed: '7' })).toBe(
      'python train.py --lr 0.1 --out "runs/0.1-7"',
    );
  });

  it('[FORM20] what is the shell’s, or quoted for it, is left alone', () => {
    for (const command of [
      `echo \${HOME} {} {a,b} {1..3} { true; }`,
      "awk '{print}' log",
      'echo \\{lr}',
      'python -c \'print(f"{i}")\'',
    ]) {
      expect(placeholdersIn(command)).toEqual([]);
      expect(fillIn(command, { HOME: 'x', print: 'y', lr: 'z', i: '1' })).toBe(command);
    }
    expect(placeholdersIn(`echo "it's" {lr}`)).toEqual(['lr']);
  });

  it('[FORM20] one without a value stays as it stands; a value is never filled in twice', () => {
    expect(fillIn('--lr {lr} --seed {seed}', { lr: '', seed: '{lr}' })).toBe(
      '--lr {lr} --seed {lr}',
    );
    expect(fillIn('{constructor}', {})).toBe('{constructor}');
  });
});

describe('lists of values', () => {
  it('[FORM21] commas part values; quotes keep those that belong to one', () => {
    expect(valuesIn(' 0.1, 0.01 ,,0.001 ')).toEqual(['0.1', '0.01', '0.001']);
    expect(valuesIn('"0,1", "2,3"')).toEqual(['0,1', '2,3']);
    expect(valuesIn('  ')).toEqual([]);
  });

  it('[FORM21] several lists make every combination', () => {
    const lists = [
      ['lr', ['1', '2']],
      ['empty', []],
      ['seed', ['a', 'b', 'c']],
    ] as const;
    const made = combinations(lists);
    expect(made).toHaveLength(6);
    expect(made[1]).toEqual({ lr: '1', seed: 'b' });
    expect(combinations([])).toEqual([{}]);
  });
});
