// What a session's card says of its run: how far, how long, how good, whether it stands still or
// waits for an answer. On the wire an object of short keys, without what is unknown: a list has many
// cards, and a usual one stays under 120 bytes.

export const scopes = ['run', 'epoch', 'eval', 'phase', 'task'] as const;
export type Scope = (typeof scopes)[number];

export const progressStates = ['normal', 'error', 'indeterminate', 'paused'] as const;
/** Other than `normal` only where the program tells its terminal so (OSC 9;4). */
export type ProgressState = (typeof progressStates)[number];

export const eventKinds = [
  ...(['error', 'oom', 'nan', 'divergence', 'crash', 'killed', 'timeLimit', 'hang'] as const),
  ...([
    'rankFailed',
    'trialFailed',
    'commandFailed',
    'commandEnd',
    'checkpoint',
    'restart',
  ] as const),
  ...(['trainingEnd', 'notification', 'bell'] as const),
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Which way a metric is good; null where neither is, or nobody knows. */
export type Better = 'lower' | 'higher' | null;

export interface CardProgress {
  readonly scope: Scope;
  readonly done: number | null;
  readonly total: number | null;
  /** 0 to 1; null where no total was printed: then none is shown. */
  readonly fraction: number | null;
  /** As printed: `step`, `epoch`, `MB`, `%`; empty when nothing is named. */
  readonly unit: string;
  /** Units a second. */
  readonly rate: number | null;
  /** When it will be through, in ms since 1970 by the server's clock. */
  readonly eta: number | null;
  readonly state: ProgressState;
}

export interface Headline {
  readonly name: string;
  /** Null: not a number, or infinite. */
  readonly value: number | null;
  /** Where it has been going lately: down, level, up; null while too little is known. */
  readonly trend: -1 | 0 | 1 | null;
  readonly best: number | null;
  readonly better: Better;
}

export interface WatchSummary {
  readonly progress: CardProgress | null;
  readonly headline: Headline | null;
  /** Nothing new since then (ms since 1970). `stalled`: and neither processors nor GPUs are at work. */
  readonly quiet: { readonly since: number; readonly stalled: boolean } | null;
  /** The program is blocked reading its terminal, since then (ms since 1970). */
  readonly waitingForInput: { readonly since: number; readonly prompt: string } | null;
  readonly lastEvent: { readonly kind: EventKind; readonly line: number } | null;
  /** Metrics there are to draw. */
  readonly metrics: number;
}

type ProgressWire = readonly [
  done: number | null,
  total: number | null,
  unit: string,
  rate?: number | null,
  /** Null where it is done / total. */
  fraction?: number | null,
  scope?: Scope,
  state?: ProgressState,
];
type HeadlineWire = readonly [
  name: string,
  value: number | null,
  trend: -1 | 0 | 1 | null,
  best: number | null,
  better?: 'l' | 'h',
];

/** Instants are in whole seconds. */
export interface WatchWire {
  readonly p?: ProgressWire;
  /** The ETA. */
  readonly e?: number;
  readonly h?: HeadlineWire;
  readonly q?: readonly [since: number, stalled: 0 | 1];
  readonly w?: readonly [since: number, prompt: string];
  readonly l?: readonly [kind: EventKind, line: number];
  readonly m?: number;
}

/** Null when there is nothing to say. */
export function watchToWire(summary: WatchSummary): WatchWire | null {
  const { progress, headline, quiet, waitingForInput, lastEvent, metrics } = summary;
  const wire: WatchWire = {
    ...(progress !== null && { p: progressToWire(progress) }),
    ...(progress !== null && progress.eta !== null && { e: Math.round(progress.eta / 1000) }),
    ...(headline !== null && { h: headlineToWire(headline) }),
    ...(quiet !== null && { q: [seconds(quiet.since), quiet.stalled ? 1 : 0] as const }),
    ...(waitingForInput !== null && {
      w: [seconds(waitingForInput.since), waitingForInput.prompt] as const,
    }),
    ...(lastEvent !== null && { l: [lastEvent.kind, lastEvent.line] as const }),
    ...(metrics > 0 && { m: metrics }),
  };
  return Object.keys(wire).length === 0 ? null : wire;
}

function progressToWire(progress: CardProgress): ProgressWire {
  const { done, total, fraction, unit, rate, scope, state } = progress;
  const part = isQuotient(fraction, done, total) ? null : round(fraction);
  const speed = rate === null ? null : Number(rate.toPrecision(3));
  const short = [roundDown(done), round(total), unit] as const;
  if (state !== 'normal') return [...short, speed, part, scope, state];
  if (scope !== 'run') return [...short, speed, part, scope];
  if (part !== null) return [...short, speed, part];
  return speed === null ? short : [...short, speed];
}

function isQuotient(fraction: number | null, done: number | null, total: number | null): boolean {
  if (fraction === null) return done === null || total === null;
  return done !== null && total !== null && Math.abs(fraction - done / total) < 1e-4;
}

function headlineToWire({ name, value, trend, best, better }: Headline): HeadlineWire {
  const short = [name.slice(0, maxName), round(value), trend, round(best)] as const;
  return better === null ? short : [...short, better === 'lower' ? 'l' : 'h'];
}

const maxName = 40;
const seconds = (ms: number) => Math.round(ms / 1000);
/** What is not through is never rounded to all of it. */
function roundDown(value: number | null): number | null {
  const rounded = round(value);
  if (value === null || rounded === null || rounded <= value) return rounded;
  const digit = 10 ** (Math.floor(Math.log10(value)) - 4);
  return Number((rounded - digit).toPrecision(5));
}
const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(5)));

/** What a card is sent, read. What it does not understand it leaves out; null when that is all of it. */
export function parseWatch(value: unknown): WatchSummary | null {
  if (typeof value !== 'object' || value === null) return null;
  const { p, e, h, q, w, l, m } = value as Record<string, unknown>;
  const summary: WatchSummary = {
    progress: parseProgress(p, e),
    headline: parseHeadline(h),
    quiet: isTuple(q) && isNumber(q[0]) ? { since: q[0] * 1000, stalled: q[1] === 1 } : null,
    waitingForInput:
      isTuple(w) && isNumber(w[0]) && typeof w[1] === 'string'
        ? { since: w[0] * 1000, prompt: w[1] }
        : null,
    lastEvent: parseEvent(l),
    metrics: isNumber(m) ? m : 0,
  };
  const { metrics, ...rest } = summary;
  return metrics === 0 && Object.values(rest).every((part) => part === null) ? null : summary;
}

function parseProgress(value: unknown, eta: unknown): CardProgress | null {
  if (!isTuple(value)) return null;
  const [done, total, unit, rate, fraction, scope, state] = value;
  if (typeof unit !== 'string') return null;
  const [count, all, part] = [numberOr(done), numberOr(total), numberOr(fraction)];
  const whole = count !== null && all !== null && all > 0 ? count / all : null;
  const share = part ?? whole;
  return {
    scope: scopes.find((one) => one === scope) ?? 'run',
    done: count,
    total: all,
    fraction: share === null ? null : Math.min(1, Math.max(0, share)),
    unit,
    rate: numberOr(rate),
    eta: isNumber(eta) ? eta * 1000 : null,
    state: progressStates.find((one) => one === state) ?? 'normal',
  };
}

function parseHeadline(value: unknown): Headline | null {
  if (!isTuple(value)) return null;
  const [name, number, trend, best, better] = value;
  if (typeof name !== 'string') return null;
  return {
    name,
    value: numberOr(number),
    trend: ([-1, 0, 1] as const).find((one) => one === trend) ?? null,
    best: numberOr(best),
    better: better === 'l' ? 'lower' : better === 'h' ? 'higher' : null,
  };
}

function parseEvent(value: unknown): WatchSummary['lastEvent'] {
  if (!isTuple(value) || !isNumber(value[1])) return null;
  const kind = eventKinds.find((one) => one === value[0]);
  return kind === undefined ? null : { kind, line: value[1] };
}

const isTuple = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const numberOr = (value: unknown): number | null => (isNumber(value) ? value : null);

/** The names that scripts read, in `ls --json` and over HTTP. ISO times; null where unknown. */
export interface WatchFields {
  readonly progress: (Omit<CardProgress, 'eta'> & { readonly eta: string | null }) | null;
  readonly headline: Headline | null;
  readonly waitingForInput: { readonly since: string; readonly prompt: string } | null;
  readonly quiet: { readonly since: string; readonly stalled: boolean } | null;
}

export function watchFields(summary: WatchSummary | null): WatchFields {
  const { progress = null, headline = null, waitingForInput = null, quiet = null } = summary ?? {};
  return {
    progress: progress && { ...progress, eta: progress.eta === null ? null : iso(progress.eta) },
    headline,
    waitingForInput: waitingForInput && {
      ...waitingForInput,
      since: iso(waitingForInput.since),
    },
    quiet: quiet && { ...quiet, since: iso(quiet.since) },
  };
}

const iso = (ms: number) => new Date(ms).toISOString();
