import { describe, expect, test } from 'vitest';
import { parseOptions, UsageError } from '../../server/cli/options.ts';

const syntax = { d: 'nothing', s: 'value', e: 'values', json: 'nothing', listen: 'value' } as const;
const parse = (...words: string[]) => parseOptions(words, syntax);

describe('[CLI1] options are read as tmux reads its own', () => {
  test('letters may be joined, with a value at the end', () => {
    const options = parse('-dsNAME');
    expect(options.has('d')).toBe(true);
    expect(options.value('s')).toBe('NAME');
  });

  test('a value may be the next word, even one that looks like an option', () => {
    expect(parse('-s', '-d').value('s')).toBe('-d');
    expect(parse('-s', '-d').has('d')).toBe(false);
  });

  test('options stop at the first other word', () => {
    const options = parse('-d', 'python', 'train.py', '-s', 'x');
    expect(options.operands).toEqual(['python', 'train.py', '-s', 'x']);
    expect(options.has('s')).toBe(false);
  });

  test('options stop at --, and a lone - is a word', () => {
    expect(parse('-d', '--', '-s').operands).toEqual(['-s']);
    expect(parse('-').operands).toEqual(['-']);
  });

  test('the last value counts, unless every one does', () => {
    const options = parse('-sa', '-sb', '-eA=1', '-e', 'B=2=3');
    expect(options.value('s')).toBe('b');
    expect(options.values('e')).toEqual(['A=1', 'B=2=3']);
  });

  test('whole words take their value after = or as the next word', () => {
    expect(parse('--listen=[::1]:1=2').value('listen')).toBe('[::1]:1=2');
    expect(parse('--listen', 'unix:/x').value('listen')).toBe('unix:/x');
    expect(parse('--json').has('json')).toBe(true);
  });
});

describe('[CLI2] what does not fit is refused', () => {
  test.each([
    [['-x'], 'there is no option -x'],
    [['--nothing'], 'there is no option --nothing'],
    [['--d'], 'there is no option --d'],
    [['--constructor'], 'there is no option --constructor'],
    [['-s'], '-s needs a value'],
    [['--listen'], '--listen needs a value'],
    [['--json=yes'], '--json takes no value'],
  ])('%j: %s', (words, message) => {
    expect(() => parse(...words)).toThrow(new UsageError(message));
  });

  test('a required option is missed, and an empty one too', () => {
    expect(() => parse().required('s')).toThrow('-s is missing');
    expect(() => parse('-s', '').required('s')).toThrow('-s is missing');
  });

  test.each(['0', '1001', '-1', '1.5', 'ten', '1e2', ''])(
    '"%s" is no number from 1 to 1000',
    (text) => {
      expect(() => parse('-s', text).wholeNumber('s', 1, 1000)).toThrow(UsageError);
    },
  );
});
