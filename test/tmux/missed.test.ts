import { expect, test } from 'vitest';
import { CapturedLines } from '../../server/tmux-host/captured.ts';
import { findMissed, knownEnd } from '../../server/tmux-host/missed.ts';

const lines = (text: string) => text.split('\n').map((line) => Buffer.from(line));

test('[TMUX23] lines after the last known ones are new', () => {
  const end = knownEnd('...\r\none\r\ntwo\r\nthree\r\n');
  expect(end).toEqual({ lines: ['one', 'two', 'three'], isOpen: false, isPlain: true });
  const captured = lines('zero\none\ntwo\nthree\nfour\nfive');
  expect(findMissed(end, captured)).toEqual({ kind: 'lines', from: 4, continues: false });
});

test('[TMUX23] an open line may have been written on', () => {
  const end = knownEnd('...\r\none\r\ntwo\r\nepoch 3: 40 %\repoch 3: 5');
  expect(end).toMatchObject({ lines: ['one', 'two', 'epoch 3: 5'], isOpen: true });
  const captured = lines('one\ntwo\nepoch 3: 51 %\ndone');
  expect(findMissed(end, captured)).toEqual({ kind: 'lines', from: 2, continues: true });
  const unchanged = lines('one\ntwo\nepoch 3: 5');
  expect(findMissed(end, unchanged)).toEqual({ kind: 'lines', from: 3, continues: false });
});

test('[TMUX23] colours do not count, and the last place that fits does', () => {
  const end = knownEnd('...\n\x1b[1mone\x1b[m\r\n\r\ntwo\r\nthree\r\n');
  const captured = lines('one\n\ntwo\nthree\none\n\x1b[31mtwo\x1b[39m\nthree\nfour');
  expect(findMissed(end, captured)).toEqual({ kind: 'lines', from: 7, continues: false });
});

test('[TMUX23] when none of them is there any more, that is known', () => {
  const end = knownEnd('...\none\r\ntwo\r\nthree\r\n');
  expect(findMissed(end, lines('one\ntwo\nfour'))).toEqual({ kind: 'unknown' });
  expect(findMissed(knownEnd(''), lines('one'))).toEqual({ kind: 'unknown' });
  expect(knownEnd('...\na\nb\nc\n\x1b[2Jd').isPlain).toBe(false);
});

test('[TMUX1] a captured line begins and ends with a plain pen, whatever lies before it', () => {
  const captured = lines(
    '\x1b[1m\x1b[31mred\n still \x1b[38;5;208m\x1b[44mboth\x1b[0m   \n\x0eq\x0f',
  );
  expect(new CapturedLines().drawn(captured)).toEqual([
    '\x1b[1m\x1b[31mred\x1b[m',
    '\x1b[1;31m still \x1b[38;5;208m\x1b[44mboth\x1b[0m',
    '\x1b(0q\x1b(B',
  ]);
  const coloured = lines('\x1b[48;2;1;2;3m  \nx\x1b[49m ');
  expect(new CapturedLines().drawn(coloured)).toEqual([
    '\x1b[48;2;1;2;3m  \x1b[m',
    '\x1b[48;2;1;2;3mx\x1b[49m',
  ]);
});
