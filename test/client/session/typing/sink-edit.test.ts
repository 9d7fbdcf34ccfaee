import { describe, expect, it } from 'vitest';
import { editOf, keysOf, readField } from '../../../../client/session/typing/sink-edit.ts';

const sentinel = '    ';
const read = (value: string, sent: string) => readField(sentinel + value, { sentinel, sent });
/** What a program has that had `sent` and got these keys. */
function applied(sent: string, keys: string): string {
  const text = [...sent];
  for (const key of keys) {
    if (key === '\x7f') text.pop();
    else text.push(key);
  }
  return text.join('');
}

describe('[TYPE1] an edit of the field', () => {
  it.each([
    ['a predicted word', 'he', 'hello '],
    ['a correction', 'teh', 'the '],
    ['a double space', 'done ', 'done. '],
    ['an insertion in the middle', 'hllo world', 'hello world'],
    ['a word taken back', 'one two', 'one '],
    ['a character beyond the basic plane', 'a😀', 'a😁'],
    ['a composed script', 'に', '日本'],
  ])('%s leaves the program with the same text', (_what, sent, value) => {
    const { edit, text } = read(value, sent);
    expect(text).toBe(value);
    expect(applied(sent, keysOf(edit))).toBe(value);
  });

  it('is as small as may be', () => {
    expect(editOf('teh', 'the ')).toEqual({ erased: 2, typed: 'he ' });
  });

  it('a new line is Enter', () => {
    expect(keysOf(editOf('ls', 'ls\n'))).toBe('\r');
  });

  it('backspace in an empty field reaches the program once, however much of the sentinel went', () => {
    for (const left of [3, 0]) {
      const { edit, text } = readField(' '.repeat(left), { sentinel, sent: '' });
      expect([edit, text]).toEqual([{ erased: 1, typed: '' }, null]);
    }
  });

  it('a swipe over backspace that takes text and sentinel erases the text', () => {
    expect(readField('  ', { sentinel, sent: 'wörd' }).edit).toEqual({ erased: 4, typed: '' });
  });

  it('text put into the sentinel goes to the end', () => {
    expect(readField('  x  ab', { sentinel, sent: 'ab' })).toEqual({
      ...{ edit: { erased: 0, typed: 'x' }, text: null },
    });
  });
});
