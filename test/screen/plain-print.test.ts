import { expect, test } from 'vitest';
import { screenDifference } from '../../server/screen/terminal/compare.ts';
import { Emulator } from '../../server/screen/terminal/emulator.ts';
import { randomOutput, seeded } from './random-output.ts';
import { recording, recordingNames } from './recordings.ts';

/** One that prints as xterm does by itself. */
function xtermsOwn(size: { cols: number; rows: number; owner: string }): Emulator {
  const emulator = new Emulator(size);
  const input = emulator.core._inputHandler;
  input._parser.setPrintHandler((codes, start, end) => input.print(codes, start, end));
  return emulator;
}

function difference(size: { cols: number; rows: number }, output: Buffer): string | null {
  const emulators = [new Emulator({ ...size, owner: '' }), xtermsOwn({ ...size, owner: '' })];
  const [ours, theirs] = emulators as [Emulator, Emulator];
  for (let at = 0; at < output.length; at += 1000) {
    const part = output.subarray(at, at + 1000);
    for (const emulator of emulators) emulator.feed(part);
    const found = screenDifference(ours, theirs, 1000);
    if (found !== null) return `before byte ${at + 1000}: ${found}`;
  }
  const joins = emulators.map(({ core }) => core._inputHandler._parser.precedingJoinState);
  for (const emulator of emulators) emulator.dispose();
  return joins[0] === joins[1] ? null : 'what a combining character would join';
}

/** What plain text meets: ends of rows, halves of wide characters, combining ones, modes, links. */
function meetings(seed: number): Buffer {
  const random = seeded(seed);
  const pieces = [
    'plain text',
    'x',
    ' ',
    'a line of plain text that is longer than the row it begins in, and then some more of it',
    '漢',
    '漢字漢',
    '\u0301',
    'e\u0301',
    '\x1b[5G',
    '\x1b[99G',
    '\x1b[2D',
    '\r',
    '\r\n',
    '\x1b[4h',
    '\x1b[4l',
    '\x1b[?7l',
    '\x1b[?7h',
    '\x1b(0',
    '\x1b(B',
    '\x1b[31m',
    '\x1b[48;5;4m',
    '\x1b[4:3m',
    '\x1b[m',
    '\x1b[3b',
    '\x1b[K',
    '\x1b]8;;https://a.b\x1b\\',
    '\x1b]8;;\x1b\\',
    '\x1b[?1049h',
    '\x1b[?1049l',
    '\x1b[!p',
    '\x1bc',
    '\x1b[2;5r',
    '\x7f',
    '\u00a0',
  ];
  return Buffer.from(
    Array.from({ length: 400 }, () => pieces[random(pieces.length)] ?? '').join(''),
  );
}

test("[VIEW11] plain text is printed as xterm's own print would, whatever it meets", () => {
  const found: string[] = [];
  for (let seed = 1; seed <= 150; seed++) {
    const size = { cols: [20, 37, 2][seed % 3] ?? 20, rows: 6 };
    for (const output of [meetings(seed), randomOutput(seeded(seed), 150)]) {
      const one = difference(size, output);
      if (one !== null) found.push(`seed ${seed}, ${size.cols} columns, ${one}`);
    }
  }
  expect(found.slice(0, 5)).toEqual([]);
});

test.each(recordingNames)('[VIEW11] so is the text of %s', (name) => {
  expect(difference({ cols: 100, rows: 30 }, recording(name))).toBe(null);
});
