import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../client/look/tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
);

/** Text on what it stands on, as the styles use them. */
const pairs = [
  ...['text', 'muted', 'run', 'wait', 'fail', 'accent'].flatMap((text) => [
    [text, 'bg'],
    [text, 'surface'],
  ]),
  ...[
    ['text', 'raised'],
    ['muted', 'raised'],
    ['wait', 'raised'],
    ['on-accent', 'accent'],
  ],
  ...[
    ['accent', 'tint'],
    ['fail', 'danger'],
    ['on-kill', 'kill'],
  ],
] as const;

describe('contrast', () => {
  it.each(['light', 'dark'] as const)(
    '[PAGE30] every text has a contrast of at least 4.5 in the %s theme',
    (theme) => {
      const color = (name = '') => tokens.get(name)?.[theme] ?? '';
      const poor = pairs
        .map(([text, ground]) => ({ text, ground, ratio: contrast(color(text), color(ground)) }))
        .filter(({ ratio }) => !(ratio >= 4.5));
      expect(poor).toEqual([]);
    },
  );
});

/** As WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
