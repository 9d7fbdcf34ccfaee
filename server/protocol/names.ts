// Session names and ids: what may be one. The rule is a promise of the command line.
import type { Brand } from './brand.ts';

export type SessionName = Brand<string, 'SessionName'>;
export type SessionId = Brand<string, 'SessionId'>;

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const idPattern = /^[a-z0-9]{8}$/;

/** Longer names still work; the form hints that short ones read better on a phone. */
export const comfortableNameLength = 12;
export const maxNameLength = 32;

/** `[A-Za-z0-9][A-Za-z0-9._-]{0,31}`, else null. */
export function parseSessionName(text: unknown): SessionName | null {
  return typeof text === 'string' && namePattern.test(text) ? (text as SessionName) : null;
}

/** Eight characters of `[a-z0-9]`, else null. */
export function parseSessionId(text: unknown): SessionId | null {
  return typeof text === 'string' && idPattern.test(text) ? (text as SessionId) : null;
}

/**
 * A name for a command: `python train.py --lr 1` -> `train`, `./run.sh` -> `run`, `make` -> `make`.
 * The caller counts it up when it is taken. Never fails: the last resort is `session`.
 */
export function nameFromCommand(command: string): SessionName {
  const words = command
    .trim()
    .split(/\s+/)
    .filter((word) => !/^[A-Za-z_]\w*=/.test(word));
  const script = words
    .slice(1)
    .find((word) => /^[^-].*\.(py|sh|ipynb|jl|R|pl|rb|js|ts)$/.test(word));
  const word = script ?? words[0] ?? '';
  const base = (word.split('/').pop() ?? '').replace(/\.[A-Za-z]{1,5}$/, '');
  const cleaned = base
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 24);
  return parseSessionName(cleaned) ?? ('session' as SessionName);
}

/** `train` -> `train-2`, `train-3`...; `exp01` -> `exp02`: the next in a series not in `taken`. */
export function countUp(name: SessionName, taken: ReadonlySet<string>): SessionName {
  if (!taken.has(name)) return name;
  const [, stem = name, digits = ''] = /^(.*?)(\d*)$/.exec(name) ?? [];
  for (let n = digits === '' ? 2 : Number(digits) + 1; ; n++) {
    const suffix = digits === '' ? `-${n}` : String(n).padStart(digits.length, '0');
    const candidate = parseSessionName(stem.slice(0, maxNameLength - suffix.length) + suffix);
    if (candidate !== null && !taken.has(candidate)) return candidate;
  }
}
