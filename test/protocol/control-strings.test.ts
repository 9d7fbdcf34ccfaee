import { expect, test } from 'vitest';
import { ControlStrings, maxStringBytes } from '../../server/protocol/control-strings.ts';
import { seeded } from '../screen/random-output.ts';

/** What reaches the terminal of output that comes in these pieces, a second after each other or by `ms`. */
function passed(pieces: readonly (string | Uint8Array)[], ms = 0): string {
  const strings = new ControlStrings();
  const out = pieces.map((piece, at) => {
    strings.tick(at * ms);
    return Buffer.from(strings.push(Buffer.from(piece)));
  });
  return Buffer.concat([...out, strings.finish()]).toString();
}

/** Prompts of RHEL's /etc/bashrc in screen, of oh-my-zsh in tmux, and what programs write for tmux. */
const cases: readonly (readonly [string, string, string])[] = [
  ['a title of screen', 'a\x1bkuser@host:~\x1b\\$ ', 'a\x1b]2;user@host:~\x1b\\$ '],
  ['an empty one, as oh-my-zsh writes', '\x1bk\x1b\\% ', '\x1b]2;\x1b\\% '],
  ['PM and SOS', 'a\x1b^secret\x1b\\b\x1bXmore\x1b\\c', 'abc'],
  ['APC', 'a\x1b_Gf=100;AAAA\x1b\\b', 'a\x1b_Gf=100;AAAA\x1b\\b'],
  ['an OSC with BEL', 'a\x1b]0;title\x07b', 'a\x1b]0;title\x07b'],
  ['an OSC that a CSI ends', 'a\x1b]0;title\x1b[1mb', 'a\x1b]0;title\x1b[1mb'],
  ['a title through tmux', 'a\x1bPtmux;\x1b\x1b]2;title\x07\x1b\\b', 'a\x1b]2;title\x07b'],
  [
    'a title with ST through tmux',
    'a\x1bPtmux;\x1b\x1b]2;title\x1b\x1b\\\x1b\\b',
    'a\x1b]2;title\x1b\\b',
  ],
  ['text through tmux', 'a\x1bPtmux;text\x1b\x1b[31m\x1b\x1b\\more\x1b\\b', 'ab'],
  ['a question to the terminal', 'a\x1bP$qm\x1b\\b', 'a\x1bP$qm\x1b\\b'],
  ['twice encoded quotation marks', 'a\u009dquoted\u009cb\u0090c', 'aquotedbc'],
];

test.each(cases)(
  '[TEXT14] %s: passes whole, changed or not at all, however it is cut',
  (_, output, to) => {
    expect(passed([output])).toBe(to);
    const bytes = Buffer.from(output);
    expect(passed([...bytes].map((byte) => Uint8Array.of(byte)))).toBe(to);
    for (let seed = 1; seed <= 30; seed++) {
      const random = seeded(seed);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = at + 1 + random(5);
        pieces.push(bytes.subarray(at, end));
        at = end;
      }
      expect(passed(pieces), `seed ${seed}`).toBe(to);
    }
  },
);

test.each(['P', ']', 'X', '^', '_', 'k', 'Ptmux;'])(
  '[TEXT15] a string opened with ESC %s is dropped once it has been open for 5 s',
  (opener) => {
    const pieces = ['a', `\x1b${opener}swallowed`, ' this too', 'and on'];
    expect(passed(pieces, 1000)).toBe('a');
    expect(passed([...pieces, '', '', ' shown'], 1000)).toBe('a shown');
  },
);

test('[TEXT15] a string that is too long is dropped as a whole, and what follows is shown', () => {
  const long = 'x'.repeat(maxStringBytes);
  expect(passed(['a\x1b]52;c;', long, long, '\x07b'])).toBe('ab');
  expect(passed([`a\x1bPtmux;${long}`, '\x1b\x1b\\more', '\x1b\\b'])).toBe('ab');
  const strings = new ControlStrings();
  for (let i = 0; i < 100; i++) strings.push(Buffer.from(i === 0 ? `\x1bP${long}` : long));
  expect(strings.heldBytes).toBe(0);
  expect(strings.state?.dropping?.kind).toBe('dcs');
});

test('[TEXT15] a link whose address is longer than 4 KiB links nothing', () => {
  const link = `\x1b]8;;https://example.org/${'x'.repeat(5000)}\x1b\\text\x1b]8;;\x1b\\`;
  expect(passed([link])).toBe('\x1b]8;;\x1b\\text\x1b]8;;\x1b\\');
});
