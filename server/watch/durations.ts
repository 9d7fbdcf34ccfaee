// Seconds left, as programs print them: `eta 0:00:02`, `ETA: 1 day, 2:03:04`, `[00:03<00:03`, `3h36m`.
import type { Token } from './token.ts';

const compact = /^(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,6})?)s)?$/;
const days = /^days?$/i;
const perUnit: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  mins: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hours: 3600,
  d: 86_400,
};

/** The seconds that are written from the token at `at` on, and the token behind them. */
export function durationAt(
  tokens: readonly Token[],
  at: number,
): { readonly seconds: number; readonly next: number } | null {
  let seconds = 0;
  let found = false;
  let i = at;
  for (let parts = 0; i < tokens.length && parts < 4; parts++) {
    const [token, next] = [tokens[i] as Token, tokens[i + 1]];
    if (token.kind === 'clock') return { seconds: seconds + token.value, next: i + 1 };
    if (token.kind === 'word' && compact.test(token.text) && /\d/.test(token.text)) {
      return { seconds: seconds + compactSeconds(token.text), next: i + 1 };
    }
    if (token.kind !== 'number' || !Number.isFinite(token.value)) break;
    const word = next?.kind === 'word' ? next.text : '';
    const isDays = days.test(word);
    const factor = isDays ? 86_400 : factorOf(token.unit === '' ? word : token.unit);
    if (factor === null) break;
    seconds += token.value * factor;
    found = true;
    i += token.unit === '' ? 2 : 1;
    if (isDays && tokens[i]?.text === ',') i++;
  }
  return found ? { seconds, next: i } : null;
}

function factorOf(unit: string): number | null {
  return Object.hasOwn(perUnit, unit) ? (perUnit[unit] ?? null) : null;
}

function compactSeconds(text: string): number {
  const [, d = '0', h = '0', m = '0', s = '0'] = compact.exec(text) ?? [];
  return Number(d) * 86_400 + Number(h) * 3600 + Number(m) * 60 + Number(s);
}

const announcing = /^(?:eta|remaining|left)$/i;

/** Null when none is printed. What has been read is marked in `used`. */
export function printedEta(tokens: readonly Token[], used: boolean[]): number | null {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.kind === 'word' && announcing.test(token.text)) {
      const from = isSign(tokens[at + 1], ':=') ? at + 2 : at + 1;
      const found = durationAt(tokens, from);
      if (found === null) continue;
      used.fill(true, at, found.next);
      return found.seconds;
    }
    if (!isSign(token, '<') || !isTime(tokens[at - 1])) continue;
    const found = durationAt(tokens, at + 1);
    if (found === null) continue;
    used.fill(true, at - 1, found.next);
    return found.seconds;
  }
  return null;
}

const isSign = (token: Token | undefined, signs: string) =>
  token?.kind === 'sign' && signs.includes(token.text);
const isTime = (token: Token | undefined) =>
  token?.kind === 'clock' || (token?.kind === 'number' && factorOf(token.unit) !== null);
