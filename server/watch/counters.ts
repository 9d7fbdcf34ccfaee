// Counts in a row: `45/120`, `3 of 10`, `[1][50/210]`, `step 100`. Dates, paths, attempts and folds are none.

import { meaningOf, noDetail, nounOf } from './names.ts';
import type { Counter } from './reading.ts';
import type { Token } from './token.ts';

/** What is counted under these names is no progress. */
const otherThings =
  /^(?:attempts?|attempted|retry|retries|try|tries|retrying|fold|folds|gpus?|ranks?|nodes?|workers?|replica|replicas|score|rated|ratio|page|version|v|exit|line|device|cuda|port|restart|restarts|worker|passed|failed|tests?|correct|solved|won|wins)$/i;
/** Shares of power, speed or heat, and how long so many took: `8.6s/20 iters`. */
const otherUnits = /^(?:m?W|C|[kMG]?Hz|V|A|rpm|[mu]?s|min|h)$/;

export interface Marked {
  readonly tokens: readonly Token[];
  /** Tokens that have been understood. */
  readonly used: boolean[];
  readonly text: string;
}

export function countersIn(row: Marked): Counter[] {
  const counters: Counter[] = [];
  const { tokens, used } = row;
  const quoted = row.text.indexOf('`');
  for (let at = 0; at < tokens.length; at++) {
    // What is quoted is spoken of.
    if (quoted >= 0 && (tokens[at] as Token).start > quoted) break;
    if (!isCount(tokens[at]) || used[at]) continue;
    const end = behindTotal(row, at);
    if (end > 0) {
      const counter = ofTotal(row, at, end);
      for (let i = at; i <= end; i++) used[i] = true;
      if (counter !== null) {
        const outer = counter.start >= 0 ? epochBefore(row, at) : null;
        if (outer !== null) counters.push(outer);
        counters.push(counter);
      }
      at = end;
    }
  }
  for (let at = 1; at < tokens.length; at++) {
    if (quoted >= 0 && (tokens[at] as Token).start > quoted) break;
    const counter = used[at] ? null : named(row, at);
    if (counter !== null) counters.push(counter);
  }
  return counters.sort((a, b) => a.start - b.start);
}

function isCount(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    token.kind === 'number' &&
    token.value >= 0 &&
    token.value < Number.POSITIVE_INFINITY
  );
}

const isSign = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'sign' && token.text === text;

/** The index of the token that is the total of the count at `at`, 0 when it has none. */
function behindTotal({ tokens }: Marked, at: number): number {
  const [slash, total] = [tokens[at + 1], tokens[at + 2]];
  // `500.0 MiB/512.0 MiB`
  if (isSize(slash) && isSign(total, '/') && isCount(tokens[at + 3])) return at + 3;
  if (isSign(slash, '/')) return isCount(total) || isSign(total, '?') ? at + 2 : 0;
  if (slash?.kind !== 'word') return 0;
  const word = slash.text.toLowerCase();
  if (word === 'of' || word === 'von') return isCount(total) ? at + 2 : 0;
  const isOut = word === 'out' && total?.kind === 'word' && total.text === 'of';
  return isOut && isCount(tokens[at + 3]) ? at + 3 : 0;
}

const isSize = (token: Token | undefined): boolean =>
  token?.kind === 'word' && /^[kKMGT]?i?B$/.test(token.text);

function ofTotal({ tokens, used, text }: Marked, at: number, end: number): Counter | null {
  const [done, total] = [tokens[at] as Token, tokens[end] as Token];
  const slashes = isSign(tokens[at - 1], '/') || isSign(tokens[end + 1], '/');
  const known = total.kind === 'number';
  if (slashes || done.unit === '%' || total.unit === '%') return null;
  const label = labelBefore(tokens, at, used);
  if (otherThings.test(label.word) || otherUnits.test(done.unit)) return null;
  // `Accuracy: 9842/10000` tells how good it is, not how far.
  if (label.noun === null && meaningOf(label.word).better !== null) return null;
  const unit = total.unit === '' ? unitBehind(tokens, end) : total.unit;
  const isWhole = Number.isInteger(done.value) && Number.isInteger(total.value);
  if (!isWhole && unit === '' && done.unit === '') return null;
  const { noun, detail } = label;
  const [count, all] = [
    done.value * factorOf(done.unit, text),
    total.value * factorOf(total.unit, text),
  ];
  if (known && (all <= 0 || count > all * 1.0001)) return null;
  return {
    label: label.word,
    done: count,
    total: known ? all : null,
    unit: total.unit.length === 1 ? 'B' : unit,
    start: label.start,
    end: total.end,
    noun,
    detail,
  };
}

/** `1.93G/3.45G`: of bytes by 1024 each, of anything else by 1000. */
function factorOf(unit: string, text: string): number {
  const power = unit.length === 1 ? 'kMGT'.indexOf(unit === 'K' ? 'k' : unit) + 1 : 0;
  if (power <= 0) return 1;
  return (/B\/s/.test(text) ? 1024 : 1000) ** power;
}

function unitBehind(tokens: readonly Token[], at: number): string {
  const next = tokens[at + 1];
  return next?.kind === 'word' && /^(?:[kKMGT]?i?B|bytes|files|items|images)$/.test(next.text)
    ? next.text
    : '';
}

interface Label {
  readonly word: string;
  readonly start: number;
  readonly noun: Counter['noun'];
  readonly detail: number;
}

/** The word before a count, over brackets, colons and `(train)`. */
function labelBefore(tokens: readonly Token[], at: number, used: readonly boolean[]): Label {
  const first = tokens[at] as Token;
  let i = at - 1;
  while (i >= 0 && at - i <= 3 && isOpener(tokens[i] as Token)) i--;
  if (isSign(tokens[i], ')') && tokens[i - 1]?.kind === 'word' && isSign(tokens[i - 2], '('))
    i -= 3;
  const word = tokens[i];
  if (word?.kind !== 'word' || used[i] || first.start - word.end > 12) {
    return { word: '', start: first.start, noun: null, detail: noDetail };
  }
  return labelled(word);
}

function labelled(word: Token): Label {
  const noun = nounOf(word.text);
  const detail = noun?.kind === 'step' ? noun.detail : noDetail;
  return { word: word.text, start: word.start, noun: noun?.kind ?? null, detail };
}

const isOpener = (token: Token) => token.kind === 'sign' && ':[(#=|"\''.includes(token.text);

/** `[1][50/210]`, `Train: 0 [500/1251`: the number before the bracket is the epoch's. */
function epochBefore({ tokens, used }: Marked, at: number): Counter | null {
  if (!isSign(tokens[at - 1], '[')) return null;
  const closed = isSign(tokens[at - 2], ']');
  const number = at - (closed ? 3 : 2);
  const token = tokens[number];
  if (token === undefined || !isCount(token) || !Number.isInteger(token.value)) return null;
  if (token.unit !== '' || used[number]) return null;
  if (closed !== isSign(tokens[number - 1], '[')) return null;
  const label = labelBefore(tokens, number, used);
  if (!closed && label.noun === null && !/^(?:train|test|val)/i.test(label.word)) return null;
  used[number] = true;
  const { value, end } = token;
  return {
    label: 'epoch',
    done: value,
    total: null,
    unit: '',
    start: label.start,
    end,
    noun: 'epoch',
    detail: noDetail,
  };
}

/** What may stand before the name of a counter: `training step 100`, but not `skipped steps: 3`. */
const qualifiers =
  /^(?:train|training|global|validate|validation|val|eval|test|completed|at|optimizer|current)$/i;
const isValue = (tokens: readonly Token[], word: Token) =>
  tokens.some(({ text, end }) => text === '=' && end === word.start);

/** 3, not 3.0: an epoch with a fraction is a position, not a count. */
const isWhole = (token: Token, text: string) =>
  Number.isInteger(token.value) &&
  token.unit === '' &&
  !/[.eE]/.test(text.slice(token.start, token.end));

/** `step 100`, `epoch: 3`, `global_step=499`, `[Epoch 7]`. */
function named({ tokens, used, text }: Marked, at: number): Counter | null {
  const token = tokens[at] as Token;
  if (!isCount(token) || !isWhole(token, text)) return null;
  const label = labelBefore(tokens, at, used);
  if (label.noun === null || token.start - label.start > label.word.length + 12) return null;
  const before = tokens.find(({ end }) => end === label.start - 1);
  const isName = before !== undefined && /^[a-z]/i.test(before.text);
  if (isName && !qualifiers.test(before.text) && !isValue(tokens, before)) return null;
  // `epochs=90` is a setting: so many there will be.
  if (/^epochs$/i.test(label.word)) return null;
  if (tokens.length <= 3 && /s$/i.test(label.word)) return null;
  used[at] = true;
  const { word, start, noun, detail } = label;
  const { value, end } = token;
  return { label: word, done: value, total: null, unit: '', start, end, noun, detail };
}
