// Reads one row: the general grammar, for programs nobody has heard of.
import { barIn } from './bars.ts';
import { countersIn, type Marked } from './counters.ts';
import { type Dict, readDict } from './dicts.ts';
import { printedEta } from './durations.ts';
import { lex } from './lex.ts';
import { isTotal, labelScope, noDetail, nounOf } from './names.ts';
import { pairsIn } from './pairs.ts';
import type { Counter, Pair, Reading } from './reading.ts';
import type { Token } from './token.ts';

/** Longer rows are read as far as this, objects further. */
const [maxLength, maxDictLength] = [1500, 16_000];

/** Without one of these there is no number, and nothing that one would be of. */
const numeral = /\d|nan|inf/i;

export function read(whole: string): Reading {
  const dict = whole.startsWith('{') ? readDict(whole.slice(0, maxDictLength).trimEnd()) : null;
  const text = whole.slice(0, maxLength).trimEnd();
  if (dict !== null) return ofDict(text, dict);
  if (!numeral.test(text)) return nothing(text);
  const masked = text.includes('"') ? maskQuoted(text) : text;
  const tokens = lex(masked);
  const row: Marked = { tokens, used: new Array<boolean>(tokens.length).fill(false), text: masked };
  if (!tokens.some(({ kind }) => kind === 'number' || kind === 'bar')) return nothing(text);
  const eta = printedEta(tokens, row.used);
  const counters = countersIn(row);
  const bar = barIn(row, counters);
  leading(row, counters);
  const pairs = pairsIn(row);
  const reading: Reading = {
    text,
    counters: withTotals(counters, pairs),
    pairs: metricsOf(pairs),
    bar,
    eta,
    coverage: coverageOf(row, counters),
    isEval: isEvalRow(tokens) || (bar !== null && labelScope(bar.label) === 'eval'),
    isJson: false,
  };
  return reading;
}

function nothing(text: string): Reading {
  return {
    text,
    counters: [],
    pairs: [],
    bar: null,
    eta: null,
    coverage: 0,
    isEval: false,
    isJson: false,
  };
}

function ofDict(text: string, dict: Dict): Reading {
  const pairs = dict.numbers.map(
    ([name, value]): Pair => ({ name, value, unit: '', strong: true, start: 0, end: 0 }),
  );
  const whole = pairs.filter((_, i) => dict.numbers[i]?.[2] === true);
  return {
    ...nothing(text),
    counters: withTotals(countersOf(whole), pairs),
    pairs: metricsOf(pairs),
    coverage: 1,
    isJson: true,
  };
}

function lastPart(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : name.slice(dot + 1);
}

function metricsOf(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(({ name }) => nounOf(lastPart(name)) === null && !isTotal(lastPart(name)));
}

/** `"step": 100`. */
function countersOf(pairs: readonly Pair[]): Counter[] {
  return pairs.flatMap(({ name, value, start, end }): Counter[] => {
    const noun = nounOf(lastPart(name));
    if (noun === null || !(value >= 0) || !Number.isInteger(value)) return [];
    // So many there will be.
    if (/^epochs$/i.test(lastPart(name))) return [];
    const detail = noun.kind === 'step' ? noun.detail : noDetail;
    return [
      {
        label: lastPart(name),
        done: value,
        total: null,
        unit: '',
        start,
        end,
        noun: noun.kind,
        detail,
      },
    ];
  });
}

/** `step=100 max_steps=200`. */
function withTotals(counters: readonly Counter[], pairs: readonly Pair[]): Counter[] {
  const totals = pairs.filter(({ name, value }) => isTotal(lastPart(name)) && value > 0);
  if (totals.length === 0) return [...counters];
  return counters.map((counter) => {
    const total = totals.find(
      ({ name, value }) => fits(counter.label, lastPart(name)) && value >= counter.done,
    );
    return counter.total === null && counter.noun !== null && total !== undefined
      ? { ...counter, total: total.value }
      : counter;
  });
}

/** `max_epochs` is none of a step's. */
function fits(name: string, total: string): boolean {
  return (
    total.toLowerCase() === 'total' ||
    total.toLowerCase().includes('epoch') === name.toLowerCase().includes('epoch')
  );
}

/** `[50]` and `50:` before named numbers count iterations. */
function leading({ tokens, used, text }: Marked, counters: Counter[]): void {
  const framed = tokens[0]?.text === '[';
  const token = tokens[framed ? 1 : 0];
  if (
    token?.kind !== 'number' ||
    token.unit !== '' ||
    !Number.isInteger(token.value) ||
    token.value < 0
  )
    return;
  const behind = tokens[framed ? 2 : 1];
  if (behind?.text !== (framed ? ']' : ':') || used[framed ? 1 : 0]) return;
  if (
    !/^[\s,]/.test(text.slice(behind.end, behind.end + 1)) ||
    counters.some(({ noun }) => noun !== null)
  )
    return;
  const rest = tokens.slice(framed ? 3 : 2);
  const isPair =
    rest[0]?.kind === 'word' &&
    rest
      .slice(1, 6)
      .some(
        ({ text: sign }, i) => (sign === ':' || sign === '=') && rest[i + 2]?.kind === 'number',
      );
  if (!isPair) return;
  used[framed ? 1 : 0] = true;
  counters.push({
    label: '',
    done: token.value,
    total: null,
    unit: '',
    start: token.start,
    end: behind.end,
    noun: 'step',
    detail: 50,
  });
}

/** What is quoted and no number is blank: words in a message are no names. */
function maskQuoted(text: string): string {
  return text.replace(/(?<==)"[^"]{0,500}"/g, (quoted) =>
    /^"[-+\d.eE%]+"$/.test(quoted) ? quoted : `"${' '.repeat(quoted.length - 2)}"`,
  );
}

/** The share of words and numbers that were understood. */
function coverageOf({ tokens, used }: Marked, counters: readonly Counter[]): number {
  let all = 0;
  let understood = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const { kind } = token;
    if (kind === 'sign') continue;
    const length = kind === 'bar' ? 3 : token.end - token.start;
    all += length;
    if (used[i] || kind === 'bar' || kind === 'clock' || isWithin(token, counters))
      understood += length;
  }
  return all === 0 ? 0 : understood / all;
}

function isWithin(token: Token, counters: readonly Counter[]): boolean {
  for (const { start, end } of counters) if (token.start >= start && token.end <= end) return true;
  return false;
}

/** `Epoch(val) [1][50/125]`, `validation loss at iteration 200`, `Test: [10/50]`. */
function isEvalRow(tokens: readonly Token[]): boolean {
  const [first, , third] = tokens;
  const isInner =
    third?.kind === 'word' && tokens[1]?.text === '(' && labelScope(third.text) === 'eval';
  return (
    isInner ||
    (first?.kind === 'word' && labelScope(first.text) === 'eval' && tokens[1]?.text === ':')
  );
}
