import { describe, expect, test } from 'vitest';
import { PlainLines } from '../../server/cli/plain-lines.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function plain(text: string, cut = Number.POSITIVE_INFINITY): string[] {
  const lines = new PlainLines();
  const all = bytes(text);
  const result: string[] = [];
  for (let at = 0; at < all.length; at += cut)
    result.push(...lines.push(all.subarray(at, at + cut)));
  return [...result, ...lines.end()];
}

describe('[CLI9] logs are lines of plain text', () => {
  test.each([
    ['a newline ends a line', 'one\r\ntwo\r\n', ['one', 'two']],
    ['what no newline ended comes last', 'one\r\ntwo', ['one', 'two']],
    ['empty lines stay', 'a\r\n\r\nb\r\n', ['a', '', 'b']],
    ['colours go', '\u001b[1;31mred\u001b[0m\r\n', ['red']],
    [
      'titles and links go',
      '\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b\u001b]8;;\u001b\\\r\n',
      ['ab'],
    ],
    ['a progress bar settles', ' 1%|#   |\r50%|##  |\r100%|####|\r\n', ['100%|####|']],
    ['a shorter rewrite leaves its tail, as on a screen', 'abcdef\rxy\r\n', ['xycdef']],
    ['erasing the line takes the tail', 'abcdef\r\u001b[Kxy\r\n', ['xy']],
    ['erasing all of it', 'abcdef\u001b[2K\rxy\r\n', ['xy']],
    ['backspace overwrites', 'abc\b\bX\r\n', ['aXc']],
    ['tabs go to every eighth column', 'a\tb\r\n', ['a       b']],
    ['columns are gone to', 'abc\u001b[6Gx\u001b[2Dy\u001b[Cz\r\n', ['abc yxz']],
    [
      'the alternate screen stays out',
      'a\r\n\u001b[?1049hvim\r\nvim\u001b[?1049lb\r\n',
      ['a', 'b'],
    ],
    ['character sets are chosen unseen', '\u001b(Ba\u001b#8b\u001b7c\r\n', ['abc']],
    ['other control characters go', 'a\u0000b\u0007c\u007fd\r\n', ['abcd']],
    ['wide and joined characters stay', '日本 é 🚀\r\n', ['日本 é 🚀']],
  ])('%s', (_, text, expected) => {
    expect(plain(text)).toEqual(expected);
    expect(plain(text, 1)).toEqual(expected);
    expect(plain(text, 3)).toEqual(expected);
  });

  test('invalid UTF-8 shows as such', () => {
    expect(new PlainLines().push(Uint8Array.of(0x61, 0xff, 0x62, 0x0a))).toEqual(['a\ufffdb']);
  });

  test('an escape sequence that never ends takes no memory and hides no later line for good', () => {
    const lines = new PlainLines();
    for (let i = 0; i < 1000; i++) lines.push(bytes(`\u001b[${'1'.repeat(1000)}`));
    expect(lines.push(bytes('m\r\nseen\r\n')).at(-1)).toBe('seen');
  });

  test('a line without end is given out in pieces', () => {
    const pieces = plain('x'.repeat(200_000));
    expect(pieces.map((piece) => piece.length)).toEqual([65_536, 65_536, 65_536, 3392]);
  });

  test('a gap ends the line and the sequence before it', () => {
    const lines = new PlainLines();
    expect(lines.push(bytes('half\u001b[3'))).toEqual([]);
    expect(lines.skip()).toEqual(['half']);
    expect(lines.push(bytes('whole\r\n'))).toEqual(['whole']);
  });
});
