import { expect, test } from 'vitest';
import { copiedText } from '../../../client/log/copying.ts';
import { lastScreen, parseLastScreen } from '../../../client/log/last-screen.ts';
import { linkTo, parsePlace } from '../../../client/log/place-link.ts';

const texts = ['first line', 'a line that wraps on every phone   ', '', 'last line'];
const textOf = (line: number) => texts[line] ?? null;

test('[READ13] what is copied has the line breaks of the program, not those of the phone', () => {
  expect(
    copiedText({ line: 0, offset: 6 }, { line: 3, offset: 4 }, { textOf, continues: () => false }),
  ).toBe('line\na line that wraps on every phone\n\nlast');
});

test('[READ13] part of one line is just that part', () => {
  expect(
    copiedText({ line: 1, offset: 2 }, { line: 1, offset: 11 }, { textOf, continues: () => false }),
  ).toBe('line that');
});

test('[READ14] a link to a line leads to its epoch and number, or nowhere', () => {
  const link = linkTo('/s/train', { epoch: 7, line: 48213 });
  expect(link).toBe('/s/train?line=7:48213');
  expect(parsePlace(link.slice(link.indexOf('?')))).toEqual({ epoch: 7, line: 48213 });
  for (const bad of ['', '?line=', '?line=7', '?line=7:-1', '?line=a:b', '?other=7:1']) {
    expect(parsePlace(bad)).toBeNull();
  }
});

test('[READ15] the last screen keeps its newest lines within the bound, colours too', () => {
  const many = Array.from({ length: 500 }, (_, i) => ({
    text: `${i} ${'x'.repeat(1000)}`,
    spans: [[0, 1, 1, -1, 0]] as const,
  }));
  const screen = lastScreen(many, 1234);
  expect(JSON.stringify(screen).length).toBeLessThan(12_000);
  expect(screen.lines.at(-1)?.text).toMatch(/^499 /);
  expect(parseLastScreen(JSON.parse(JSON.stringify(screen)))).toMatchObject({ at: 1234 });
  expect(parseLastScreen({ at: 1, lines: [{ text: 5 }, null] })).toEqual({ at: 1, lines: [] });
  expect(parseLastScreen('nonsense')).toBeNull();
});
