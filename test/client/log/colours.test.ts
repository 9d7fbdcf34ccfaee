import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coloursOf, createLooks, fullPalette } from '../../../client/log/colours.ts';
import { contrast, leastContrast, readable } from '../../../client/log/contrast.ts';
import { logFlag } from '../../../server/protocol/log-page.ts';

const everyColour = [-1, ...Array.from({ length: 256 }, (_, i) => i)];
const trueColours = [0x000000, 0xffffff, 0x808080, 0xff0000, 0x00ff00, 0x0000ff, 0x777777];

for (const dark of [true, false]) {
  describe(dark ? 'dark' : 'light', () => {
    const palette = fullPalette(dark);
    const contrastOf = (fg: number, bg: number, flags: number) => {
      const { ink, ground } = coloursOf(palette, { fg, bg, flags });
      const behind = ground === null ? [palette.page, palette.tint] : [ground];
      return Math.min(...behind.map((one) => contrast(ink, one)));
    };

    test('the colours of the page are those of its styles', () => {
      const tokens = readFileSync(
        new URL('../../../client/look/tokens.css', import.meta.url),
        'utf8',
      );
      const token = (name: string) => {
        const both = new RegExp(`--${name}: light-dark\\(#(\\w+), #(\\w+)\\)`).exec(tokens);
        return Number.parseInt(both?.[dark ? 2 : 1] ?? '', 16);
      };
      const { text, page, tint } = palette;
      expect({ text, page, tint }).toEqual({
        text: token('text'),
        page: token('bg'),
        tint: token('tint'),
      });
    });

    test('[READ10] plain text on a colour stands out clearly, not just enough', () => {
      for (let ground = 1; ground < 8; ground++)
        expect(contrastOf(-1, ground, 0), `ground ${ground}`).toBeGreaterThan(5);
    });

    test('[READ10] each of 256 colours on the page, plain, bold, dim and inverse, stands out by 4.5', () => {
      const { bold, dim, inverse } = logFlag;
      for (const flags of [0, bold, dim, inverse, bold | inverse, dim | inverse]) {
        const least = Math.min(...everyColour.map((colour) => contrastOf(colour, -1, flags)));
        expect(least, `flags ${flags}`).toBeGreaterThanOrEqual(leastContrast);
      }
    });

    test('[READ10] each of 256 colours on each other stands out by 4.5, true colours too', () => {
      const all = [...everyColour, ...trueColours.map((rgb) => 0x1000000 + rgb)];
      let least = 21;
      for (const fg of all) {
        for (const bg of all) least = Math.min(least, contrastOf(fg, bg, 0));
      }
      expect(least).toBeGreaterThanOrEqual(leastContrast);
    });

    test('a default look is no look at all', () => {
      expect(createLooks(dark)(-1, -1, 0)).toEqual({});
    });
  });
}

test('[READ10] a colour that stands out already is left alone', () => {
  expect(readable(0xff7b7b, 0x0d1117)).toBe(0xff7b7b);
});

test('equal looks are the same object, however many colours a log names', () => {
  const lookOf = createLooks(true);
  const first = lookOf(1, -1, logFlag.bold);
  expect(lookOf(1, -1, logFlag.bold)).toBe(first);
  for (let i = 0; i < 10_000; i++) lookOf(0x1000000 + i, -1, 0);
  expect(lookOf(1, -1, logFlag.bold)).toEqual(first);
});

test('underline, strike, italic and hidden text keep their looks', () => {
  const { underline, strike, italic, hidden } = logFlag;
  const look = createLooks(true)(-1, -1, underline | strike | italic);
  expect(look).toEqual({ textDecoration: 'underline line-through', fontStyle: 'italic' });
  expect(createLooks(true)(1, -1, hidden)).toEqual({ color: 'transparent' });
});
