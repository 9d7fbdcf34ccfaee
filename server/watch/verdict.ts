// What of all that happened somebody should be told: each cause once, joined with the program's end.
// Error text alone decides nothing; a program that goes on after it is well enough.
import type { EventKind } from '../protocol/watch.ts';
import type { WatchEvent, WatchState } from './state.ts';

export type AlertKind =
  | Exclude<EventKind, 'commandEnd' | 'checkpoint' | 'restart' | 'trainingEnd' | 'rankFailed'>
  | 'finished'
  | 'failed'
  | 'stall';

export interface Alert {
  /** One cause may be several: out of memory, and failed. */
  readonly kinds: readonly AlertKind[];
  readonly severity: 'info' | 'warning' | 'critical';
  /** Worth waking somebody for; else it is shown and no more. */
  readonly push: boolean;
  readonly text: string;
  readonly offset: number;
  readonly line: number;
  readonly time: number | null;
}

/** The program's exit code, or minus the signal's number. */
export interface End {
  readonly exit: number;
  readonly offset: number;
  readonly time: number | null;
}

/** Trouble is held so long: an exit that comes of it is the same news. */
const holdMs = 15_000;
/** Without times: trouble within so many bytes of the end is of the end. */
const holdBytes = 64 * 1024;
const maxKinds = 3;

const troubles: readonly EventKind[] = [
  'timeLimit',
  'oom',
  'hang',
  'crash',
  'killed',
  'error',
  'rankFailed',
];
const isTrouble = ({ kind, serious }: WatchEvent) => serious && troubles.includes(kind);

/** `end`: null while the program runs; `now` then says how long it has been silent. */
export function alertsOf(state: WatchState, end: End | null, now: number | null): Alert[] {
  const faults = state.events.filter(isTrouble);
  const joined = end === null ? [] : faults.filter((one) => isOfEnd(state, one, end));
  const others = faults.filter((one) => !joined.includes(one) && one.kind !== 'rankFailed');
  const alerts = [
    ...state.events.flatMap(alone),
    ...grouped(others).map((group) => ofFaults(state, group, now)),
  ];
  if (end !== null) alerts.push(ofEnd(state, joined, end));
  return alerts.sort((a, b) => a.offset - b.offset);
}

/** What is told whatever becomes of the program. */
function alone(event: WatchEvent): Alert[] {
  const { text, offset, line, time, serious, follows } = event;
  const at = { text, offset, line, time };
  switch (event.kind) {
    case 'notification':
      return [{ kinds: ['notification'], severity: 'info', push: true, ...at }];
    case 'bell':
      return [{ kinds: ['bell'], severity: 'info', push: false, ...at }];
    case 'commandFailed':
      return [{ kinds: ['commandFailed'], severity: 'warning', push: false, ...at }];
    case 'trialFailed':
      return [{ kinds: ['trialFailed'], severity: 'info', push: false, ...at }];
    case 'nan':
      return [
        {
          kinds: ['nan'],
          severity: serious ? 'critical' : 'info',
          push: serious && !follows,
          ...at,
        },
      ];
    case 'divergence':
      return [{ kinds: ['divergence'], severity: 'warning', push: true, ...at }];
    case 'error':
      return serious ? [] : [{ kinds: ['error'], severity: 'info', push: false, ...at }];
    default:
      return [];
  }
}

/** Faults at one cause come together: the ranks' tracebacks, the launcher's. */
function grouped(faults: readonly WatchEvent[]): WatchEvent[][] {
  const groups: WatchEvent[][] = [];
  for (const event of faults) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const isNear =
      before !== undefined &&
      (before.time === null || event.time === null
        ? event.offset - before.offset < holdBytes
        : event.time - before.time <= holdMs);
    if (last !== undefined && isNear) last.push(event);
    else groups.push([event]);
  }
  return groups;
}

function isOfEnd(state: WatchState, { time, offset }: WatchEvent, end: End): boolean {
  if (time === null || end.time === null) return end.offset - offset < holdBytes;
  if (end.time - time <= holdMs) return true;
  // Nothing has moved on since: a launcher takes its time to end the other ranks.
  const { last } = state.rhythm;
  return last !== null && last <= time + 1000;
}

/** The first of the worst; of plain errors the last, which the others led to. */
function causeOf(faults: readonly WatchEvent[]): WatchEvent | undefined {
  const own = faults.filter(({ text }) => !launchers.test(text));
  const real = own.length > 0 ? own : faults;
  const worst = troubles.find((kind) => real.some((one) => one.kind === kind));
  const same = real.filter(({ kind }) => kind === worst);
  return worst === 'error' ? same.at(-1) : same[0];
}

/** What a launcher prints of a worker's error. */
const launchers = /ChildFailedError|^torch\.multiprocessing|ProcessRaisedException/;

/** While the program goes on they are shown; in silence they are news. */
function ofFaults(state: WatchState, faults: readonly WatchEvent[], now: number | null): Alert {
  const cause = causeOf(faults) as WatchEvent;
  const last = faults.at(-1) as WatchEvent;
  const goesOn = state.last.offset > last.offset + 1 && (state.last.time ?? 0) > (last.time ?? 0);
  const isSilent = !goesOn && now !== null && last.time !== null && now - last.time >= holdMs;
  const loud = isSilent || cause.kind === 'timeLimit';
  return {
    kinds: kindsOf(faults, []),
    severity: loud ? 'critical' : 'info',
    push: loud,
    text: wordsOf(cause),
    offset: cause.offset,
    line: cause.line,
    time: cause.time,
  };
}

function ofEnd(state: WatchState, faults: readonly WatchEvent[], end: End): Alert {
  const cause = causeOf(faults);
  const { offset, time } = end;
  const line = cause?.line ?? state.last.line;
  const at = { offset, time, line };
  if (end.exit === 0) {
    const sick = state.series.find(({ health }) => health.told === 'nan');
    const bad = sick === undefined ? 'finished' : `finished, ${sick.name} is no number`;
    const text = cause === undefined ? bad : `ended, its last words are an error: ${cause.text}`;
    return {
      kinds: sick === undefined ? ['finished'] : ['finished', 'nan'],
      severity: 'info',
      push: true,
      text,
      ...at,
    };
  }
  const kinds = kindsOf(faults, [kindOfExit(end.exit)]);
  // Stopped by a person, who knows: unless something else was the reason.
  const isAsked = [130, 143, -2, -15, 129, -1].includes(end.exit) && cause === undefined;
  const text = cause === undefined ? `${exitWords(end.exit)}: ${state.last.text}` : wordsOf(cause);
  return {
    kinds,
    severity: isAsked ? 'info' : 'critical',
    push: !isAsked,
    text: text.slice(0, 300),
    ...at,
  };
}

function kindOfExit(exit: number): AlertKind {
  if (exit === -9 || exit === 137) return 'killed';
  const isCrash = [-4, -6, -7, -8, -11, 132, 134, 135, 136, 139].includes(exit);
  return isCrash ? 'crash' : 'failed';
}

const exitWords = (exit: number) => (exit < 0 ? `ended by signal ${-exit}` : `exit ${exit}`);

function kindsOf(faults: readonly WatchEvent[], first: readonly AlertKind[]): AlertKind[] {
  const found = troubles.filter(
    (kind) => kind !== 'rankFailed' && faults.some((one) => one.kind === kind),
  );
  return [...new Set([...first, ...(found as AlertKind[])])].slice(0, maxKinds);
}

function wordsOf({ text, rank, step }: WatchEvent): string {
  return `${text}${rank === null ? '' : ` (rank ${rank})`}${step === null ? '' : ` at step ${step}`}`;
}
