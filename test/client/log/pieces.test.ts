import { expect, test } from 'vitest';
import { cutLine, type LineParts } from '../../../client/log/pieces.ts';
import type { LogSpan } from '../../../server/protocol/log-page.ts';

const red: LogSpan = [3, 4, 1, -1, 0];
const cut = (parts: Partial<LineParts>) =>
  cutLine({ text: '', spans: [], links: [], marks: [], fits: () => true, ...parts });

test('[READ2] the pieces of a line are its text, whatever is cut', () => {
  const text = 'ab 訓練 🚀 e\u0301té https://a.b 👨‍👩‍👧 end';
  const pieces = cut({
    ...{ text, spans: [red, [8, 5, 2, 4, 1]], marks: [[1, 9]], fits: () => false },
    links: [{ start: 14, end: 25, url: 'https://a.b' }],
  });
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});

test('a line without looks is one piece', () => {
  expect(cut({ text: 'plain text' })).toEqual([
    { text: 'plain text', look: null, link: null, marked: false, box: 0 },
  ]);
  expect(cut({ text: '' })).toEqual([]);
});

test('spans, links and marks that overlap are cut where any of them ends', () => {
  const pieces = cut({ text: '0123456789', spans: [red], marks: [[5, 9]] });
  expect(pieces.map(({ text, look, marked }) => [text, look?.[2] ?? null, marked])).toEqual([
    ['012', null, false],
    ['34', 1, false],
    ['56', 1, true],
    ['78', null, true],
    ['9', null, false],
  ]);
});

test('[READ3] wide characters have a box of two cells, with what joins them', () => {
  const boxes = cut({ text: 'a訓🎉\ufe0fb' }).map(({ text, box }) => [text, box]);
  expect(boxes).toEqual([
    ['a', 0],
    ['訓', 2],
    ['🎉\ufe0f', 2],
    ['b', 0],
  ]);
});

test('[READ3] a narrow character that the font draws wider or slimmer has a box of one cell', () => {
  const boxes = cut({ text: 'a✓é', fits: (character) => character !== '✓' });
  expect(boxes.map(({ text, box }) => [text, box])).toEqual([
    ['a', 0],
    ['✓', 1],
    ['é', 0],
  ]);
});

test('[READ21] a control of direction stands alone, whatever it joins, and the text around it is as it was', () => {
  const text = 'ab\u202eevil\u202c \u2067c\u0301\u2069';
  const pieces = cut({ text });
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.map((piece) => [piece.text, piece.box])).toEqual([
    ['ab', 0],
    ['\u202e', 'direction'],
    ['evil', 0],
    ['\u202c', 'direction'],
    [' ', 0],
    ['\u2067', 'direction'],
    ['c\u0301', 0],
    ['\u2069', 'direction'],
  ]);
});
