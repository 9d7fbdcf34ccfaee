// Numbers with names: `loss=0.3`, `val loss: 0.3`, `loss 0.3`, `112.4k tok/s`.
import type { Marked } from './counters.ts';
import { meaningOf } from './names.ts';
import type { Pair } from './reading.ts';
import type { Token } from './token.ts';

const maxNameLength = 60;
const maxPairs = 80;
const [strongWords, weakWords] = [6, 2];
const noName = /^(?:true|false|none|null|n\/a|yes|no)$/i;

export function pairsIn(row: Marked): Pair[] {
  const pairs: Pair[] = [];
  const { tokens, used } = row;
  for (let at = 0; at < tokens.length && pairs.length < maxPairs; at++) {
    if (tokens[at]?.kind !== 'number' || used[at]) continue;
    const pair = pairAt(row, at);
    if (pair !== null) pairs.push(pair);
  }
  return qualified(row, pairs);
}

const isSign = (token: Token | undefined, signs: string): boolean =>
  token?.kind === 'sign' && signs.includes(token.text);

function pairAt(row: Marked, at: number): Pair | null {
  const { tokens, used } = row;
  const number = tokens[at] as Token;
  const next = tokens[at + 1];
  // file.c:12:5
  const before = tokens[at - 1];
  const isPlace = isSign(before, ':') && before?.end === number.start;
  if (isPlace && isSign(next, ':') && next?.start === number.end) return null;
  let i = at - 1;
  while (isSign(tokens[i], '[("\'{') && tokens[i]?.end === tokens[i + 1]?.start) i--;
  const strong = isSign(tokens[i], '=:');
  if (strong) i--;
  else if (i !== at - 1) return null;
  while (isSign(tokens[i], '"\']') && strong) i--;
  const name = nameEndingAt(row, i, strong);
  if (name === null) return strong ? null : byUnit(row, at);
  used[at] = true;
  for (let k = name.first; k <= i; k++) used[k] = true;
  const value = meanBehind(row, at) ?? scaled(number, name.text);
  const unit = unitOf(row, at);
  return { name: name.text, value, unit, strong, start: name.start, end: number.end };
}

interface Name {
  readonly text: string;
  readonly start: number;
  readonly first: number;
}

function nameEndingAt({ tokens, used, text }: Marked, last: number, strong: boolean): Name | null {
  const end = tokens[last]?.end ?? 0;
  let i = last;
  if (isSign(tokens[i], ')') && strong) {
    const open = tokens.slice(Math.max(0, i - 8), i).findLastIndex((token) => isSign(token, '('));
    if (open < 0) return null;
    i = Math.max(0, i - 8) + open - 1;
  }
  const most = strong ? strongWords : weakWords;
  let first = i + 1;
  for (let words = 0; i >= 0 && words < most; i--, words++) {
    const word = tokens[i];
    if (word?.kind !== 'word' || used[i] || noName.test(word.text)) break;
    if (words > 0 && (tokens[i + 1]?.start ?? 0) - word.end !== 1) break;
    // `phase=finetune loss=0.3`: a value ends before the next name.
    if (words > 0 && tokens[i - 1]?.text === '=' && tokens[i - 1]?.end === word.start) break;
    first = i;
  }
  const begin = tokens[first];
  if (begin?.kind !== 'word') return null;
  // `0.0461 ms 97.8%`: what a number is of.
  const name = text.slice(begin.start, end);
  if (!strong && tokens[first - 1]?.kind === 'number' && timeUnit.test(name)) return null;
  return isName(name, strong) ? { text: name, start: begin.start, first } : null;
}

const timeUnit = /^(?:ns|us|ms|s|secs?|min|h)$/i;
const fileName =
  /(?:^| )[\w./-]+\.(?:py|c|cc|cpp|h|js|ts|rs|go|java|rb|sh|md|txt|json|ya?ml|toml|log|html?|css)$/;

function isName(name: string, strong: boolean): boolean {
  if (name.length > maxNameLength || /^\d/.test(name)) return false;
  if (name.includes('.') && fileName.test(name)) return false;
  if (strong) return true;
  return name.length > 1 && (meaningOf(name).known || /[_/@%-]/.test(name));
}

/** `112.4k tok/s`: what a rate is of is its name. */
function byUnit({ tokens, used, text }: Marked, at: number): Pair | null {
  const number = tokens[at] as Token;
  const word = tokens[at + 1];
  const unit =
    word?.kind === 'word' && word.text.includes('/') && word.start - number.end <= 1
      ? word.text
      : number.unit;
  if (!/^[a-z]+\/(?:s|sec|min)$/i.test(unit)) return null;
  used[at] = true;
  if (unit === word?.text) used[at + 1] = true;
  const value = unit === number.unit ? number.value : scaled(number, text);
  return { name: unit, value, unit, strong: false, start: number.start, end: number.end };
}

const factors: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

/** Memory stays as it is printed. */
function scaled({ value, unit }: Token, name: string): number {
  const factor = Object.hasOwn(factors, unit) ? (factors[unit] ?? 1) : 1;
  return /mem|vram/i.test(name) ? value : value * factor;
}

/** `6.66 (6.71)`: the mean so far, which is the steadier of the two. */
function meanBehind({ tokens, used, text }: Marked, at: number): number | null {
  const [number, open, mean, close] = tokens.slice(at, at + 4);
  if (!isSign(open, '(') || mean?.kind !== 'number' || !isSign(close, ')')) return null;
  const isAlike = [number, mean].every(
    (token) => token && text.slice(token.start, token.end).includes('.'),
  );
  if (!isAlike || mean.unit !== (number?.unit ?? '')) return null;
  used[at + 2] = true;
  return mean.value;
}

const unitWord =
  /^(?:ms|s|sec|secs|seconds|min|minutes|h|hours|[kMGT]i?B|GB|MB|reqs|requests|steps|it|iters|samples|tokens|images|px|[a-z]+\/[a-z/]+)$/i;

function unitOf({ tokens, used, text }: Marked, at: number): string {
  const number = tokens[at] as Token;
  const word = tokens[at + 1];
  const isNext =
    word?.kind === 'word' &&
    word.start - number.end === 1 &&
    !'=:'.includes(text.charAt(word.end) || '.');
  if (!isNext || !unitWord.test(word.text) || tokens[at + 2]?.kind === 'number') return number.unit;
  used[at + 1] = true;
  return word.text;
}

const evaluations = /^(?:val|valid|validation|validate|eval|evaluation|test|testing|dev)$/i;
const trainings = /^(?:train|training)$/i;

/** `val: loss=0.3`, `validate step: 10 loss: 7.1`: these are not the losses of training. */
function qualified({ tokens }: Marked, pairs: Pair[]): Pair[] {
  let at = 0;
  let word = '';
  for (const pair of pairs) {
    for (; at < tokens.length && (tokens[at]?.start ?? 0) < pair.start; at++) {
      const token = tokens[at] as Token;
      if (token.kind !== 'word' || !isQualifier(tokens, at)) continue;
      word = trainings.test(token.text) ? '' : token.text;
    }
    if (word !== '' && !isQualifiedName(pair.name)) pair.name = `${word} ${pair.name}`;
  }
  return inheriting(pairs, tokens[0]?.start ?? 0);
}

const firstWord = (name: string) => name.split(/[ _/.-]/, 1)[0] ?? '';
const isQualifiedName = (name: string) =>
  evaluations.test(firstWord(name)) || trainings.test(firstWord(name));

function isQualifier(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.text ?? '';
  if (!evaluations.test(word) && !trainings.test(word)) return false;
  const [next, after] = [tokens[at + 1], tokens[at + 2]];
  if (isSign(next, ':|]') && after?.kind !== 'number') return true;
  return at === 0 && next?.kind === 'word' && /^(?:step|iter|iteration|epoch)$/i.test(next.text);
}

/** `val Loss: 0.61 Acc: 0.74`: the word at the row's beginning is meant for all. */
function inheriting(pairs: Pair[], rowStart: number): Pair[] {
  const [first, ...others] = pairs;
  const word = first?.start === rowStart ? /^(\w+) /.exec(first.name)?.[1] : undefined;
  if (word === undefined || !isQualifiedName(word)) return pairs;
  if (others.some(({ name }) => isQualifiedName(name))) return pairs;
  for (const pair of others)
    if (meaningOf(pair.name).better !== null) pair.name = `${word} ${pair.name}`;
  return pairs;
}
