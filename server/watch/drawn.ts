// Bars as tokens, and the signs that they are made of.
import type { Token } from './token.ts';

/** Box drawing, blocks, geometric shapes, Braille: what bars and spinners are made of. */
export function isGlyph(code: number): boolean {
  return (code >= 0x2500 && code <= 0x25ff) || (code >= 0x2800 && code <= 0x28ff);
}

/** A line is drawn with these too, and a bar with more than a few. */
const minGlyphs = 3;

export function sign(text: string, start: number): Token {
  return { kind: 'sign', start, end: start + 1, text: text.charAt(start), value: 0, unit: '' };
}

export function glyphsAt(text: string, start: number): Token {
  let end = start;
  while (isGlyph(text.charCodeAt(end))) end++;
  const kind = end - start >= minGlyphs ? 'bar' : 'sign';
  return { kind, start, end, text: text.slice(start, start + 1), value: 0, unit: '' };
}

/** R's: `|=====      |  50%`. */
const filled = /^(\|=+\s*\|)\s{1,3}\d{1,3}%/;

/** `50%|####5     |` is a bar whatever it is drawn with; `|███---|` is one by its glyphs. */
export function pipeAt(text: string, start: number, before: Token | undefined): Token {
  const isFramed = before?.unit === '%' && before.end === start;
  const drawn = filled.exec(text.slice(start, start + 310))?.[1];
  if (drawn !== undefined)
    return { kind: 'bar', start, end: start + drawn.length, text: '|', value: 0, unit: '' };
  if (!isFramed && !isGlyph(text.charCodeAt(start + 1))) return sign(text, start);
  const end = text.indexOf('|', start + 1);
  if (end < 0 || end - start > 300) return sign(text, start);
  return { kind: 'bar', start, end: end + 1, text: '|', value: 0, unit: '' };
}

const barSigns = '=#>.-* ~';

/** `[====>   ]`. */
export function bracketAt(text: string, start: number): Token {
  let end = start + 1;
  while (barSigns.includes(text.charAt(end)) || isGlyph(text.charCodeAt(end))) {
    if (end === text.length) break;
    end++;
  }
  if (text.charAt(end) !== ']' || end - start < 5) return sign(text, start);
  return { kind: 'bar', start, end: end + 1, text: '[', value: 0, unit: '' };
}

/** A row that is nothing but # and a percentage at its end. */
export function hashesAt(text: string, start: number): Token {
  let end = start;
  while (text.charAt(end) === '#') end++;
  const bar = end;
  while (text.charAt(end) === ' ') end++;
  const isAll = end + 7 >= text.trimEnd().length && text.trimEnd().endsWith('%');
  if (!isAll || text.length < 30) return sign(text, start);
  return { kind: 'bar', start, end: bar, text: '#', value: 0, unit: '' };
}
