// A row's text as tokens: words, numbers with their units, times of day and durations, bars, signs.
// One pass over the characters, so that no text costs more than its length.
import { bracketAt, glyphsAt, hashesAt, isGlyph, pipeAt, sign } from './drawn.ts';
import type { Token } from './token.ts';

/** More of one row is not read. */
const maxTokens = 300;

/** 0 outside of the text: a number always, which keeps what asks for it quick. */
const codeAt = (text: string, at: number): number =>
  at >= 0 && at < text.length ? text.charCodeAt(at) : 0;

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const isLetter = (code: number) =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  code === 0x5f ||
  (code >= 0xc0 && !isGlyph(code) && !isPunctuation(code));
/** Han, Kana and full-width punctuation aside, what is above Latin-1 are letters of some script. */
const isPunctuation = (code: number) =>
  (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x3020) || code >= 0xff00;

const units = new Set(
  (
    '% ms us µs ns s sec secs second seconds m min mins minutes h hr hrs hours d k K M G T B b kB KB MB GB TB ' +
    'KiB MiB GiB TiB Ki Mi Gi it ex x W C px Hz MHz GHz fps tok steps step iB'
  ).split(' '),
);

export function lex(text: string, from = 0): Token[] {
  const tokens: Token[] = [];
  let at = from;
  while (at < text.length && tokens.length < maxTokens) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0xa0) {
      at++;
      continue;
    }
    const token = next(text, at, code, tokens.at(-1));
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function next(text: string, at: number, code: number, before: Token | undefined): Token {
  if (isDigit(code)) return numberAt(text, at, at);
  if (isLetter(code)) return wordAt(text, at);
  if (code === 0x2e && isDigit(codeAt(text, at + 1))) return numberAt(text, at, at);
  if ((code === 0x2d || code === 0x2b) && isSignedAt(text, at)) return numberAt(text, at, at + 1);
  if (isGlyph(code)) return glyphsAt(text, at);
  if (code === 0x7c) return pipeAt(text, at, before);
  if (code === 0x5b) return bracketAt(text, at);
  if (code === 0x23 && at === 0) return hashesAt(text, at);
  return sign(text, at);
}

/** A sign before a number is one only where no word or number ends. */
function isSignedAt(text: string, at: number): boolean {
  const before = codeAt(text, at - 1);
  if (isDigit(before) || isLetter(before) || before === 0x29 || before === 0x2d) return false;
  const after = codeAt(text, at + 1);
  if (isDigit(after) || (after === 0x2e && isDigit(codeAt(text, at + 2)))) return true;
  return notFinite(wordAt(text, at + 1).text) !== null && isLetter(after);
}

/** How programs print what is no number, in any case of letters; null for other words. */
export function notFinite(text: string): number | null {
  switch (text.toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case 'infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
    default:
      return null;
  }
}

function wordAt(text: string, start: number): Token {
  let end = start;
  while (end < text.length) {
    const code = codeAt(text, end);
    if (isLetter(code) || isDigit(code)) end++;
    else if (isInner(code) && isWordly(codeAt(text, end + 1)) && end > start) {
      // `500.0 MiB/512.0 MiB`: of so many.
      if (code === 0x2f && isDigit(codeAt(text, end + 1)) && isSize(text, start, end)) break;
      end += 2;
    } else break;
  }
  const word = text.slice(start, end);
  const value = word.length <= 8 ? notFinite(word) : null;
  if (value !== null) return { kind: 'number', start, end, text: word, value, unit: '' };
  return { kind: 'word', start, end, text: word, value: 0, unit: '' };
}

const isSize = (text: string, start: number, end: number) =>
  end - start <= 5 && /^(?:[kKMGT]?i?B|[Bb]ytes)$/.test(text.slice(start, end));

/** . / @ - ' within a word: train-rmse, rollout/ep_rew_mean, valid_0's. */
const isInner = (code: number) =>
  code === 0x2e || code === 0x2f || code === 0x40 || code === 0x2d || code === 0x27;
const isWordly = (code: number) => isLetter(code) || isDigit(code);

/** `start`: with the sign; the digits begin at `from`. */
function numberAt(text: string, start: number, from: number): Token {
  if (isLetter(codeAt(text, from))) {
    const word = wordAt(text, from);
    return { ...word, start, value: text.charAt(start) === '-' ? -word.value : word.value };
  }
  let end = digitsEnd(text, from);
  const isShort = end - from <= 3;
  let hasCommas = false;
  while (isShort && codeAt(text, end) === 0x2c && isThousand(text, end + 1)) {
    hasCommas = true;
    end += 4;
  }
  const clock = start === from && clockAt(text, start, end);
  if (clock) return clock;
  if (codeAt(text, end) === 0x2e) end = digitsEnd(text, end + 1);
  end = exponentEnd(text, end);
  const next = codeAt(text, end);
  const isId =
    (isLetter(next) || next === 0x2e || next === 0x2d) && isWordly(codeAt(text, end + 1));
  const unitEnd = unitEndAt(text, end);
  if (unitEnd === end && (isLetter(next) || (isId && next !== 0x2d) || isDate(text, end)))
    return idAt(text, start);
  const digits = text.slice(start, end);
  const value = Number(hasCommas ? digits.replaceAll(',', '') : digits);
  return { kind: 'number', start, end: unitEnd, text: '', value, unit: text.slice(end, unitEnd) };
}

function digitsEnd(text: string, from: number): number {
  let end = from;
  while (isDigit(codeAt(text, end))) end++;
  return end;
}

function isThousand(text: string, at: number): boolean {
  return digitsEnd(text, at) === at + 3;
}

function exponentEnd(text: string, at: number): number {
  const code = codeAt(text, at) | 0x20;
  if (code !== 0x65) return at;
  const next = codeAt(text, at + 1);
  const from = next === 0x2b || next === 0x2d ? at + 2 : at + 1;
  const end = digitsEnd(text, from);
  return end === from ? at : end;
}

/** 2026-05-04, 10-20: no value of anything. */
function isDate(text: string, end: number): boolean {
  return codeAt(text, end) === 0x2d && isDigit(codeAt(text, end + 1));
}

/** An id, a version, a date: a word that begins with a digit. */
function idAt(text: string, start: number): Token {
  let end = start + 1;
  while (end < text.length) {
    const code = codeAt(text, end);
    if (!isWordly(code) && !(isInner(code) && isWordly(codeAt(text, end + 1)))) break;
    end++;
  }
  return { kind: 'word', start, end, text: text.slice(start, end), value: 0, unit: '' };
}

/** Where the unit behind a number ends; the number's own end when what follows is none. */
function unitEndAt(text: string, from: number): number {
  if (codeAt(text, from) === 0x25) return from + 1;
  let end = from;
  while (isLetter(codeAt(text, end)) && end - from < 12) end++;
  if (end === from || isDigit(codeAt(text, end))) return from;
  if (codeAt(text, end) === 0x2f && isLetter(codeAt(text, end + 1))) {
    while (codeAt(text, end) === 0x2f && isLetter(codeAt(text, end + 1))) {
      end++;
      while (isLetter(codeAt(text, end))) end++;
    }
    return end;
  }
  return units.has(text.slice(from, end)) || isCounted(text, end) ? end : from;
}

/** `444ex [00:00, 916ex/s]`: whatever is counted, before a bracket with a time. */
function isCounted(text: string, end: number): boolean {
  return (
    codeAt(text, end) === 0x20 && codeAt(text, end + 1) === 0x5b && isDigit(codeAt(text, end + 2))
  );
}

/** 1:02:03, 02:03.4: in seconds. */
function clockAt(text: string, start: number, firstEnd: number): Token | null {
  if (firstEnd - start > 4 || codeAt(text, firstEnd) !== 0x3a) return null;
  let end = firstEnd;
  let seconds = Number(text.slice(start, firstEnd));
  for (let part = 0; part < 2 && codeAt(text, end) === 0x3a; part++) {
    if (digitsEnd(text, end + 1) !== end + 3) break;
    seconds = seconds * 60 + Number(text.slice(end + 1, end + 3));
    end += 3;
  }
  if (end === firstEnd || isLetter(codeAt(text, end)) || codeAt(text, end) === 0x3a) return null;
  if (codeAt(text, end) === 0x2e) end = digitsEnd(text, end + 1);
  return { kind: 'clock', start, end, text: '', value: seconds, unit: '' };
}
