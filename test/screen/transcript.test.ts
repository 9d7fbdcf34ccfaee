import { describe, expect, test } from 'vitest';
import { parseStyles } from '../../server/protocol/log-view.ts';
import { coloured, derivedLines, plain } from './derived-lines.ts';
import { randomOutput, seeded } from './random-output.ts';
import { combiningNames, drawingNames, recording } from './recordings.ts';

const bytes = (text: string) => Buffer.from(text);
const lines = (text: string, size?: { cols: number; rows: number }) =>
  plain(
    derivedLines(bytes(text), { end: true, ...(size ? { size: { ...size, owner: '' } } : {}) }),
  );
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);

/** To cut, kill and resize; the soak tries 200. */
const ways = process.env.OUTLIVE_SOAK ? 200 : 40;

describe('the transcript', () => {
  test('[TEXT1] every line that scrolls off the screen or stands on it at the end is there once, in order', () => {
    expect(lines(numbered(5000).join('\r\n'))).toEqual(numbered(5000));
  });

  test('[TEXT2] a line rewritten with \\r settles as it was last', () => {
    const bar = Array.from({ length: 101 }, (_, i) => `\r${i}% ${'#'.repeat(i / 4)}`).join('');
    expect(lines(`start\r\n${bar}\r\ndone\r\n`)).toEqual([
      'start',
      `100% ${'#'.repeat(25)}`,
      'done',
    ]);
  });

  test('[TEXT2] several bars drawn with cursor movement settle as they were last', () => {
    const frame = (n: number) => `a ${n}\r\nb ${n}\r\nc ${n}\r\n`;
    const frames = [0, 1, 2, 3].map(frame).join('\x1b[3A');
    expect(lines(`${numbered(60).join('\r\n')}\r\n${frames}end`)).toEqual([
      ...numbered(60),
      'a 3',
      'b 3',
      'c 3',
      'end',
    ]);
  });

  test('[TEXT3] a soft-wrapped line is one line; a longer one than 16 Ki cells is several', () => {
    expect(lines(`${'abcdefghij'.repeat(30)}\r\nnext`, { cols: 20, rows: 5 })).toEqual([
      'abcdefghij'.repeat(30),
      'next',
    ]);
    const long = lines('x'.repeat(40_000), { cols: 100, rows: 5 });
    expect(long.map((line) => line.length)).toEqual([16_300, 16_300, 7400]);
  });

  test.each(['\x1b[2J\x1b[H', '\x1b[H\x1b[J', '\x1b[H\x1b[2J\x1b[3J', '\x1bc'])(
    '[TEXT4] erasing the screen with %j settles what was on it',
    (erase) => {
      const many = numbered(40).join('\r\n');
      expect(lines(`${many}\r\nlast${erase}after`)).toEqual([...numbered(40), 'last', 'after']);
    },
  );

  test('[TEXT4] erasing a line, or part of the screen, settles nothing', () => {
    expect(lines('one\r\ntwo\x1b[2K\rthree\r\nfour\x1b[2A\x1b[J!')).toEqual(['one !']);
  });

  test('[TEXT5] the alternate screen stays out', () => {
    expect(lines('before\r\n\x1b[?1049h\x1b[Hvim\x1b[2Jvim again\x1b[?1049lafter')).toEqual([
      'before',
      'after',
    ]);
  });

  test('[TEXT6] the same frame drawn again and again is told once, with a count', () => {
    const frame = '\x1b[H\x1b[2Jtemperature 40\r\npower 300\r\n';
    expect(lines(frame.repeat(5))).toEqual([
      'temperature 40',
      'power 300',
      '[the 2 lines above were shown 4 times]',
      'temperature 40',
      'power 300',
    ]);
  });

  test('[TEXT7] colours, weights and links are kept, blanks at the end are not', () => {
    const [line] = derivedLines(
      bytes(
        '\x1b[1;31mError\x1b[0m: \x1b[38;2;1;2;3mx\x1b[0m \x1b]8;;https://a.b/c,d\x07l\x1b]8;;\x07   \r\n',
      ),
    );
    if (line?.kind !== 'text') throw new Error('no text');
    expect(line.cells).toBe(10);
    expect(parseStyles(line.text, line.styles)).toEqual([
      { text: 'Error', sgr: '1;31', link: null },
      { text: ': ', sgr: '', link: null },
      // A blank shows no text colour, so the run goes on.
      { text: 'x ', sgr: '38;2;1;2;3', link: null },
      { text: 'l', sgr: '', link: 'https://a.b/c,d' },
    ]);
  });

  test('[TEXT8] wide, combining and invalid characters are right, however they are cut', () => {
    const text = Buffer.concat([
      bytes('漢字 e\u0301 🙂 ok '),
      Buffer.from([0xe6, 0xbc, 0x41, 0xff]),
      bytes('é\r\n'),
    ]);
    const expected = ['漢字 e\u0301 🙂 ok \ufffdA\ufffdé'];
    expect(plain(derivedLines(text))).toEqual(expected);
    expect(plain(derivedLines(text, { random: seeded(3), mostAtOnce: 1 }))).toEqual(expected);
  });

  test('[TEXT9] rows scrolled out of a region settle', () => {
    const out = `${numbered(4).join('\r\n')}\x1b[2;4r\x1b[4;1H\r\nnew\r\nnewer`;
    expect(lines(out, { cols: 20, rows: 6 })).toEqual([
      'line 1',
      'line 2',
      'line 0',
      'line 3',
      'new',
      'newer',
    ]);
  });

  test('[TEXT10] a resize in the middle neither loses nor doubles lines', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seeded(seed);
      const output = bytes(
        `${numbered(300)
          .map((line) => `${line} ${'-'.repeat(random(90))}`)
          .join('\r\n')}\r\n`,
      );
      // Between \r and \n the cursor stands before a line that may just have become two rows.
      const notAfterCr = (offset: number) => (output[offset - 1] === 0x0d ? offset + 1 : offset);
      const resizes = Array.from({ length: 6 }, () => notAfterCr(random(output.length)))
        .sort((a, b) => a - b)
        .map((offset) => ({
          offset,
          size: { cols: 10 + random(150), rows: 2 + random(80), owner: '' },
        }));
      const whole = plain(derivedLines(output, { end: true }));
      expect(
        plain(derivedLines(output, { resizes, end: true })),
        `seed ${seed} ${JSON.stringify(resizes)}`,
      ).toEqual(whole);
    }
  });

  test('[TEXT10] a line that a resize brought back and the program then changed is there as it was and as it is', () => {
    const before = bytes(numbered(10).join('\r\n'));
    const change = bytes(`\x1b[2;1H\x1b[Kchanged\x1b[8;1H${'\r\nmore'.repeat(9)}`);
    const resizes = [{ offset: before.length, size: { cols: 20, rows: 8, owner: '' } }];
    const size = { cols: 20, rows: 5, owner: '' };
    const output = Buffer.concat([before, change]);
    const expected = [
      ...numbered(5),
      'changed',
      ...numbered(10).slice(5),
      ...Array(9).fill('more'),
    ];
    expect(plain(derivedLines(output, { size, resizes, end: true }))).toEqual(expected);
    const random = seeded(1);
    expect(
      plain(
        derivedLines(output, { size, resizes, random, mostAtOnce: 5, killed: true, end: true }),
      ),
    ).toEqual(expected);
  });

  test('[TEXT11] the lines are the same however the output was cut', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed * 7919);
      const output = randomOutput(random, 400);
      const resizes = Array.from({ length: random(4) }, () => random(output.length))
        .sort((a, b) => a - b)
        .map((offset) => ({
          offset,
          size: { cols: 20 + random(80), rows: 5 + random(30), owner: '' },
        }));
      const size = { cols: 60, rows: 24, owner: '' };
      const whole = coloured(derivedLines(output, { size, resizes, end: true }));
      const cut = coloured(derivedLines(output, { size, resizes, random, end: true }));
      expect(cut, `seed ${seed}`).toEqual(whole);
    }
  });

  test('[TEXT11] so they are for noise, and on the smallest terminals', () => {
    for (let seed = 1; seed <= 120; seed++) {
      const random = seeded(seed * 31);
      const noise = Buffer.from(Array.from({ length: 3000 }, () => noiseByte(random)));
      const output = seed % 2 === 0 ? noise : randomOutput(random, 300);
      const any = () => ({ cols: 1 + random(6), rows: 1 + random(4), owner: '' });
      const size = any();
      const resizes = Array.from({ length: random(4) }, () => random(output.length))
        .sort((a, b) => a - b)
        .map((offset) => ({ offset, size: any() }));
      const whole = coloured(derivedLines(output, { size, resizes, end: true }));
      const cut = coloured(
        derivedLines(output, { size, resizes, random, killed: true, end: true }),
      );
      expect(cut, `seed ${seed}`).toEqual(whole);
    }
  }, 120_000);

  test.each([...drawingNames, ...combiningNames])(
    '[TEXT11] the lines of %s are the same for random cuts, kills and resizes',
    (name) => {
      const output = recording(name);
      for (let seed = 1; seed <= ways; seed++) {
        const random = seeded(seed);
        const resizes = Array.from({ length: random(3) }, () => random(output.length))
          .sort((a, b) => a - b)
          .map((offset) => ({
            offset,
            size: { cols: 20 + random(120), rows: 5 + random(40), owner: '' },
          }));
        const whole = coloured(derivedLines(output, { resizes, end: true }));
        const mostAtOnce = Math.ceil(output.length / 10);
        const cut = coloured(
          derivedLines(output, { resizes, random, mostAtOnce, killed: true, end: true }),
        );
        expect(cut, `seed ${seed}`).toEqual(whole);
      }
    },
    120_000,
  );
});

/** Any byte, those that begin and divide sequences far too often. */
function noiseByte(random: (below: number) => number): number {
  const special = '\x1b[]P;?0123456789ABCDHJKLMSTXhlmrsu\n\r\x9b\xe6\xf0\x9f';
  return random(3) === 0 ? random(256) : special.charCodeAt(random(special.length));
}
