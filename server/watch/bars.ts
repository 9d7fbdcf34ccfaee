// Progress that is drawn: bars, percentages, and the brackets of tqdm. A percentage alone is one of
// progress only where nothing else is named by it.
import type { Marked } from './counters.ts';
import type { Bar, Counter } from './reading.ts';
import type { Token } from './token.ts';

/** The row's bar, if it has one; its counter is taken out of `counters`, its tokens are used. */
export function barIn(row: Marked, counters: Counter[]): Bar | null {
  const { tokens } = row;
  const drawn = tokens.findIndex(({ kind }) => kind === 'bar');
  const bracket = tqdmBracket(tokens);
  if (drawn < 0 && bracket < 0) return percentAlone(row, counters);
  const percent = percentNear(tokens, drawn < 0 ? bracket : drawn);
  const at = tokens[drawn < 0 ? bracket : drawn] as Token;
  // In source code a bar is a string.
  if (/['"`]/.test(row.text.slice(0, at.start))) return null;
  const counter = counterNear(tokens, counters, { at, bracket });
  const counted = counter === null && bracket > 0 ? countBefore(tokens, bracket) : null;
  if (percent === null && counter === null && counted === null) return null;
  for (const token of [
    ...(percent === null ? [] : [percent]),
    ...(counted === null ? [] : [counted]),
  ])
    row.used[tokens.indexOf(token)] = true;
  markTimes(row, Math.min(percent?.start ?? at.start, at.start));
  if (counter !== null) counters.splice(counters.indexOf(counter), 1);
  const first = Math.min(
    at.start,
    percent?.start ?? at.start,
    counter?.end ?? at.start,
    counted?.start ?? at.start,
  );
  return {
    label: labelBefore(row, counter !== null && counter.end === first ? counter.start : first),
    done: counter?.done ?? counted?.value ?? null,
    total: counter?.total ?? null,
    fraction: fractionOf(counter, percent),
    unit: counter?.unit ?? '',
    strong: true,
  };
}

function fractionOf(counter: Counter | null, percent: Token | null): number | null {
  if (counter !== null && counter.total !== null) return counter.done / counter.total;
  return percent === null || percent.value > 100 ? null : percent.value / 100;
}

/** The words before a bar: no spinner, no colon. */
function labelBefore({ tokens, text }: Marked, to: number): string {
  const first = tokens[0];
  if (first === undefined || first.kind === 'number') return '';
  const label = text.slice(first.start, Math.min(to, first.start + 200));
  return label
    .replace(/[:\s|[(]{1,20}$/, '')
    .replace(/^[^\p{L}\p{N}]{1,20}/u, '')
    .trim()
    .slice(0, 80);
}

const isSign = (token: Token | undefined, signs: string): boolean =>
  token?.kind === 'sign' && signs.includes(token.text);

/** `[00:03<00:03, 17.7it/s`, `[00:00, 916ex/s]`, `[00:00<?, ?it/s]`: the index of the bracket, -1 without. */
function tqdmBracket(tokens: readonly Token[]): number {
  return tokens.findIndex(
    (token, i) =>
      isSign(token, '[') && tokens[i + 1]?.kind === 'clock' && isSign(tokens[i + 2], '<,'),
  );
}

function percentNear(tokens: readonly Token[], at: number): Token | null {
  const near = [at - 1, at + 1, at + 2, at + 3, at - 2, at + 4, at - 3];
  const found = near.map((i) => tokens[i]).find((token) => token?.unit === '%');
  return found ?? null;
}

/** The count behind the bar, else the one just before it. */
function counterNear(
  tokens: readonly Token[],
  counters: readonly Counter[],
  { at, bracket }: { at: Token; bracket: number },
): Counter | null {
  const open = tokens[bracket];
  const isBar = at.kind === 'bar';
  const behind = counters.find(
    (c) => c.start >= at.end && c.start - at.end < 60 && c.noun === null,
  );
  if (isBar && behind !== undefined) return behind;
  // A bar that is not drawn: its count stands before the bracket.
  const limit = isBar ? at.start : (open?.start ?? 0);
  const before = counters.findLast((c) => c.end <= limit && limit - c.end < 30 && c.total !== null);
  return before !== undefined && (before.noun === null || !isBar || counters.length === 1)
    ? before
    : null;
}

function countBefore(tokens: readonly Token[], bracket: number): Token | null {
  const token = tokens[bracket - 1];
  const isCount = token?.kind === 'number' && token.value >= 0 && token.unit !== '%';
  return isCount && Number.isFinite(token.value) ? token : null;
}

/** Times and rates beside a bar are no metrics. */
function markTimes({ tokens, used }: Marked, from: number): void {
  tokens.forEach((token, i) => {
    if (token.start < from) return;
    const isTime =
      token.kind === 'clock' ||
      (token.kind === 'number' &&
        /^(?:s|m|h|ms)$/.test(token.unit) &&
        !isSign(tokens[i - 1], '=:'));
    const isRate =
      token.kind === 'number' && token.unit.includes('/') && !isSign(tokens[i - 1], '=:');
    const isSpaced = token.kind === 'word' && /^[a-zA-Z]{1,20}\/s$/.test(token.text);
    if (isTime || isRate || isSpaced) used[i] = true;
    if (isSpaced && i > 0) used[i - 1] = true;
  });
}

const activity =
  /^(?:[\w'.-]{0,40} )?[\p{Lu}][\p{L}-]{2,30}(?:ing|ed)\b[\w ./'-]{0,60}$|^[\w ]{0,20}progress$|^reading [\w ]{1,40}(?:\.\.\.)?$/iu;

/** `[ 76%] Building`, `Progress: 93%`, `45% complete`, `Receiving objects:  88% (1234/1400)`. */
function percentAlone(row: Marked, counters: Counter[]): Bar | null {
  const { tokens } = row;
  const at = tokens.findIndex(
    (token) => token.unit === '%' && token.value >= 0 && token.value <= 100,
  );
  const percent = tokens[at];
  if (percent === undefined) return null;
  const form = isCountedBehind(row, at, counters) ? 'progress' : formOf(row, at);
  if (form === null || /["`]|(?:^|\W)'/.test(row.text.slice(0, percent.start))) return null;
  const near = counters.find(
    (c) => c.total !== null && Math.abs(c.done / c.total - percent.value / 100) < 0.011,
  );
  if (near !== undefined) counters.splice(counters.indexOf(near), 1);
  row.used[at] = true;
  if (form === 'progress') markTimes(row, 0);
  return {
    label: labelBefore(
      row,
      near === undefined ? percent.start : Math.min(percent.start, near.start),
    ),
    done: near?.done ?? null,
    total: near?.total ?? null,
    fraction:
      near === undefined || near.total === null ? percent.value / 100 : near.done / near.total,
    unit: near?.unit ?? '',
    strong: form === 'progress',
  };
}

/** `[ 72%] 29 of 40`: what says the same twice is about itself. */
function isCountedBehind({ tokens }: Marked, at: number, counters: readonly Counter[]): boolean {
  const percent = tokens[at] as Token;
  const behind = tokens[at + 2];
  if (!isSign(tokens[at - 1], '[') || !isSign(tokens[at + 1], ']')) return false;
  return counters.some(
    (one) =>
      one.total !== null &&
      one.start === behind?.start &&
      Math.abs(one.done / one.total - percent.value / 100) < 0.011,
  );
}

function formOf({ tokens, text }: Marked, at: number): 'progress' | 'bracket' | null {
  const percent = tokens[at] as Token;
  const framed = isSign(tokens[at - 1], '[') && isSign(tokens[at + 1], ']');
  if (framed && (at === 1 || at === tokens.length - 2)) return 'bracket';
  const next = tokens[at + 1];
  if (next?.kind === 'word' && /^(?:complete|completed|done|finished)$/i.test(next.text) && at <= 6)
    return 'progress';
  const label = text.slice(tokens[0]?.start ?? 0, percent.start).replace(/[:\s.]{1,20}$/, '');
  if (tokens.length <= 40 && label !== '' && label.length < 60 && activity.test(label))
    return 'progress';
  // `[0:12] 48.00%  576 files 1.920 GiB, total 1200 files 4.000 GiB, 0 errors ETA 0:13`
  const isFirst = tokens.slice(0, at).every(({ kind }) => kind !== 'word' && kind !== 'number');
  if (isFirst && tokens.length <= 40 && /\bETA\b/i.test(text)) return 'progress';
  const isTransfer =
    tokens.some((token) => /[kKMGT]?i?B\/s$/.test(token.unit)) &&
    tokens.some(({ kind }) => kind === 'clock');
  return isTransfer && tokens.length < 30 ? 'progress' : null;
}
