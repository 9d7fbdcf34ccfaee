// What a program leaves behind in odd places: the alternate screen, lines without end, cells that grow.
import { expect, test } from 'vitest';
import { JoinedLines, type LogLine } from '../../server/protocol/log-view.ts';
import { Emulator } from '../../server/screen/terminal/emulator.ts';
import { paintTerminal } from '../../server/screen/terminal/snapshot.ts';
import { derivedLines, plain } from './derived-lines.ts';
import { seeded } from './random-output.ts';

const joined = (lines: readonly LogLine[]) => {
  const text = new JoinedLines();
  return text.push(lines) + text.end();
};

test.each([
  ['ends', 'one\r\n\x1b[?1049h\x1b[HTraceback\r\n  boom\r\n', ['one', 'Traceback', '  boom']],
  ['is reset', 'one\r\n\x1b[?47h\x1b[Hboom\x1bcafter\r\n', ['one', 'boom', 'after']],
  ['leaves it before', 'one\r\n\x1b[?1049h\x1b[Hfull\x1b[?1049ltwo\r\n', ['one', 'two']],
])('[TEXT5] what stands in the alternate screen when its program %s', (_, output, lines) => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed);
    const found = derivedLines(Buffer.from(output), { random, killed: true, end: true });
    expect(plain(found), `seed ${seed}`).toEqual(lines);
  }
});

test('[TEXT3] a line of any length comes out as one, however it is cut, killed and resized', () => {
  const words = Array.from({ length: 20_000 }, (_, i) => `${i}${' '.repeat(i % 90)}`);
  const long = `${words.join('').slice(0, 100_000)}|`;
  const output = Buffer.from(`before\r\n${long}\r\nafter\r\n`);
  for (let seed = 1; seed <= 30; seed++) {
    const random = seeded(seed);
    const resizes = Array.from({ length: random(3) }, () => ({
      offset: random(output.length),
      size: { cols: 20 + random(200), rows: 5 + random(60), owner: '' },
    })).sort((a, b) => a.offset - b.offset);
    const cuts = { random, mostAtOnce: 20_000, killed: true, end: true };
    const lines = derivedLines(output, { ...cuts, resizes });
    expect(lines.length).toBeGreaterThan(4);
    const text = joined(lines);
    expect(text === `before\n${long}\nafter\n`, `seed ${seed}`).toBe(true);
  }
});

test('[TEXT3] what is drawn over the rest of a long line does not join it', () => {
  const long = 'x'.repeat(20_000);
  const lines = derivedLines(Buffer.from(`${long}\x1b[2J\x1b[Hnew\r\n`), { end: true });
  expect(joined(lines).split('\n').at(-2)).toBe('new');
});

test('[VIEW18] a cell holds 20 characters that join it, whatever is printed', () => {
  const emulator = new Emulator({ cols: 80, rows: 24, owner: '' });
  emulator.feed(Buffer.from(`e${'\u0301'.repeat(100_000)}`));
  expect(paintTerminal(emulator, 0).length).toBeLessThan(200);
  expect(plain(derivedLines(Buffer.from('e\u0301\u0327')))).toEqual(['e\u0301\u0327']);
});
