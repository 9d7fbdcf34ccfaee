// What is worth telling of a run at every moment, small enough to be told often: what needs the time
// and the machine is worked out from it by whoever has them, see now.ts.
import type { Better, CardProgress, EventKind } from '../protocol/watch.ts';
import { headlineOf, isShown } from './metrics.ts';
import { meaningOf } from './names.ts';
import { recentPace } from './pace.ts';
import { progressOf } from './progress.ts';
import { questionIn } from './question.ts';
import type { Series } from './series.ts';
import { isRun, patienceMs } from './silence.ts';
import type { WatchState } from './state.ts';

export interface Vitals {
  readonly progress: Omit<CardProgress, 'eta'> | null;
  /** When it will be through, were nothing to change; null where that is not known. */
  readonly left: Left | null;
  readonly headline: VitalHeadline | null;
  readonly lastEvent: { readonly kind: EventKind; readonly line: number } | null;
  readonly metrics: number;
  readonly rhythm: VitalRhythm;
  /** The row that the program waits at: what it asks, if it is a question by its form. */
  readonly row: { readonly text: string; readonly isQuestion: boolean } | null;
  /** A shell says that it is at its prompt (OSC 133). */
  readonly atPrompt: boolean;
}

interface Left {
  /** When that was known, and how long it took from then on. */
  readonly from: number;
  readonly ms: number;
  /** Silence up to this is usual. */
  readonly graceMs: number;
  /** What each further millisecond of silence adds. */
  readonly ageing: number;
}

interface VitalHeadline {
  readonly name: string;
  readonly value: number | null;
  readonly trend: -1 | 0 | 1 | null;
  readonly best: number | null;
  readonly better: Better;
}

interface VitalRhythm {
  /** When something new was last told. */
  readonly last: number | null;
  readonly patienceMs: number | null;
  /** It counts: it moves on by itself. */
  readonly isRun: boolean;
}

const maxRow = 240;

/** `waiting`: the row that the cursor stands in, null where that is a program's own screen, or unknown. */
export function vitalsOf(state: WatchState, waiting: string | null): Vitals {
  const [run] = progressOf(state);
  const shown =
    run !== undefined && (run.done !== null || run.state !== 'normal' || run.fraction !== null);
  const headline = headlineOf(state);
  const { shell, rhythm } = state;
  const event = state.events.findLast(({ kind }) => kind !== 'bell' && kind !== 'commandEnd');
  return {
    progress: shown ? progressIn(state, run) : null,
    left: shown && run.eta !== null ? leftOf(state, run.eta) : null,
    headline: headline && headlineIn(headline),
    lastEvent: event === undefined ? null : { kind: event.kind, line: event.line },
    metrics: state.series.filter(isShown).length,
    rhythm: { last: rhythm.last, patienceMs: patienceMs(state), isRun: isRun(state) },
    row: waiting === null ? null : rowIn(state, waiting),
    atPrompt: shell.at !== null && shell.at !== 'output',
  };
}

function rowIn({ last }: WatchState, waiting: string): Vitals['row'] {
  const row = waiting.trim();
  if (row !== '') return { text: row.slice(-maxRow), isQuestion: questionIn(waiting) !== null };
  // Asked in a row of its own: whoever reads below it waits for the answer.
  const above = questionIn(last.text);
  return above === null ? null : { text: above.slice(-maxRow), isQuestion: false };
}

function progressIn(
  state: WatchState,
  run: Omit<CardProgress, 'eta' | 'rate'>,
): Vitals['progress'] {
  const { scope, done, total, fraction, unit, state: condition } = run;
  return {
    scope,
    done,
    total,
    fraction,
    unit,
    rate: rateOf(state, total, fraction),
    state: condition,
  };
}

/** Units a second, over the recent part of the run. */
function rateOf(state: WatchState, total: number | null, fraction: number | null): number | null {
  const recent = state.reported === null && state.pace !== null ? recentPace(state.pace) : null;
  if (recent === null || (fraction !== null && total === null)) return null;
  const units = recent.moved * (fraction === null ? 1 : (total ?? 0));
  return (units / recent.spanMs) * 1000;
}

function leftOf(state: WatchState, eta: number): Left | null {
  const recent = state.pace === null ? null : recentPace(state.pace);
  const from = recent?.last[0] ?? state.last.time;
  if (from === null) return null;
  const usual = median(state.rhythm.intervals) ?? 0;
  const ageing =
    recent === null || state.told?.eta != null ? 1 : 1 + (1 - recent.last[1]) / recent.moved;
  return {
    from,
    ms: eta * 1000,
    graceMs: Math.max(2000, 3 * usual),
    ageing: Math.min(ageing, 1000),
  };
}

function headlineIn(series: Series): VitalHeadline {
  const { better } = meaningOf(series.name);
  const { best, last, name } = series;
  const extreme = best === null ? null : better === 'higher' ? best.high : best.low;
  return {
    name,
    value: last.value,
    trend: trendOf(series),
    best: better === null ? null : extreme,
    better,
  };
}

const [trendPoints, fewPoints, level] = [40, 6, 0.01];

/** Of the newest values: the later half against the earlier one. */
function trendOf({ values }: Series): -1 | 0 | 1 | null {
  const known = values.slice(-trendPoints).filter((value) => value !== null);
  if (known.length < fewPoints) return null;
  const middle = known.length >> 1;
  const [before, after] = [mean(known.slice(0, middle)), mean(known.slice(middle))];
  const size = (Math.abs(before) + Math.abs(after)) / 2;
  if (size === 0 || Math.abs(after - before) < level * size) return 0;
  return after < before ? -1 : 1;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
