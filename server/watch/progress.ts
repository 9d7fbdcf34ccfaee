// How far everything is, from what has been counted and drawn. A fraction is shown only where a
// total was printed, or follows from what was.

import type { ProgressState, Scope } from '../protocol/watch.ts';
import { newPace, notePosition, secondsLeft, spanOf } from './pace.ts';
import type { Track, WatchState } from './state.ts';

export interface Progress {
  readonly scope: Scope;
  readonly done: number | null;
  readonly total: number | null;
  readonly fraction: number | null;
  readonly unit: string;
  /** Seconds left from the last report on. */
  readonly eta: number | null;
  /** Of a program that reports to its terminal that something is wrong, or how long it takes unknown. */
  readonly state: ProgressState;
}

const shortMs = 30_000;
const unknown = {
  done: null,
  total: null,
  fraction: null,
  unit: '',
  eta: null,
  state: 'normal',
} as const;

/** The run first; further scopes as far as they are known. */
export function progressOf(state: WatchState): Progress[] {
  const parts = partsOf(state);
  const run = runOf(state, parts);
  const others: Progress[] = [];
  if (parts.inner !== null && parts.inner !== parts.single)
    others.push(shown(parts.inner, 'epoch', paced(state.epochPace, parts.inner)));
  for (const kind of ['eval', 'phase', 'task'] as const) {
    const track = newest(
      state.tracks.filter((one) => one.kind === kind && isSure(one) && !one.closed),
    );
    if (track !== null) others.push(shown(track, kind, null));
  }
  // A session that nothing is known of has no progress, not even an unknown one.
  const isKnown =
    run.done !== null ||
    run.fraction !== null ||
    state.reported !== null ||
    state.series.length > 0;
  return isKnown ? [run, ...others] : others;
}

/** Notes where the run stands, after a row that may have moved it. */
export function keepPace(state: WatchState, time: number | null): void {
  if (time === null) return;
  const parts = partsOf(state);
  const { fraction, done, unit, total } = measure(state, parts);
  // A count without a total has a rate, and no end.
  const position = fraction ?? done;
  if (position !== null) {
    const key = `${unit} ${fraction === null ? 'count' : total}`;
    if (state.pace?.key !== key) state.pace = newPace(key);
    notePosition(state.pace, time, position);
  }
  const inner = parts.inner;
  if (inner === null || inner.fraction === null) return;
  const key = `${inner.key} ${inner.resets}`;
  if (state.epochPace?.key !== key) state.epochPace = newPace(key);
  notePosition(state.epochPace, time, inner.fraction);
}

interface Parts {
  /** What counts epochs. */
  readonly epoch: Track | null;
  /** What is counted within one. */
  readonly inner: Track | null;
  /** The run itself, where it is one thing. */
  readonly single: Track | null;
}

const isSure = (track: Track) => track.strong || track.moves > 0;

function newest(tracks: readonly Track[]): Track | null {
  return tracks.reduce<Track | null>((a, b) => (a === null || b.row >= a.row ? b : a), null);
}

function partsOf(state: WatchState): Parts {
  const all = state.tracks.filter((track) => track.kind === 'run' && isSure(track));
  const open = all.filter(({ closed }) => !closed);
  const counted = open.filter((track) => track.total !== null || track.fraction !== null);
  const epochs = open.filter(({ noun }) => noun === 'epoch');
  const epoch = newest(epochs.filter(({ total }) => total !== null)) ?? newest(epochs);
  const rest = counted.filter((track) => track.noun !== 'epoch');
  if (epoch !== null) {
    // What was drawn of an epoch is so far still when something else is drawn: a validation.
    const known = all.filter((track) => track.noun !== 'epoch' && track.fraction !== null);
    const inner = newest(known.filter(({ global }) => !global));
    const whole = newest(rest.filter(({ global }) => global));
    if (whole !== null) return { epoch: null, inner: null, single: whole };
    return { epoch, inner: inner !== null && isInside(epoch, inner) ? inner : null, single: null };
  }
  return { epoch: null, ...nested(rest, open) };
}

/** An epoch that is drawn has its parts beneath it; one that is written has them in its row or below. */
function isInside(epoch: Track, inner: Track): boolean {
  return epoch.drawn ? inner.block !== null : inner.row >= epoch.since;
}

function nested(
  counted: readonly Track[],
  open: readonly Track[],
): Pick<Parts, 'inner' | 'single'> {
  const text = newest(
    counted.filter(
      (track) =>
        !track.drawn && track.noun === 'step' && track.moves > 0 && (track.fraction ?? 0) < 1,
    ),
  );
  const last = text ?? newest(counted) ?? newest(open);
  if (last === null) return { inner: null, single: null };
  const block = counted.filter((track) => track.block !== null && track.block === last.block);
  // What goes round is a part of the run.
  if (block.length < 2) {
    return last.laps > 0 ? { inner: last, single: null } : { inner: null, single: last };
  }
  const top = block.find(({ key }) => key === last.block) ?? last;
  const below = newest(block.filter((track) => track !== top));
  if (below !== null && areSiblings(top, below)) return { inner: null, single: null };
  return { inner: below, single: top };
}

/** Several files at a time, several workers: none of them is the run. */
function areSiblings(a: Track, b: Track): boolean {
  if (/\b(?:total|overall|all|epochs?|folds?|runs?)\b/i.test(a.label)) return false;
  const isFile = ({ label }: Track) => /\.\w{1,12}\b/.test(label);
  const isLevel = a.moves > 0 && b.resets > 0;
  return !isLevel && ((isFile(a) && isFile(b)) || (/B$/.test(a.unit) === true && a.unit !== ''));
}

function runOf(state: WatchState, parts: Parts): Progress {
  const { reported, told } = state;
  if (reported !== null) {
    const { percent } = reported;
    const fraction = reported.state === 'indeterminate' || percent === null ? null : percent / 100;
    const done = fraction === null ? null : percent;
    return {
      ...unknown,
      scope: 'run',
      done,
      total: done === null ? null : 100,
      fraction,
      unit: '%',
      state: reported.state,
    };
  }
  const measured = measure(state, parts);
  const own = state.pace === null || measured.fraction === null ? null : secondsLeft(state.pace, 1);
  const printed = told === null ? (parts.single?.eta ?? null) : told.eta;
  // Of what has just begun the program knows more than the clock.
  const isShort = state.pace !== null && spanOf(state.pace) < shortMs;
  const eta = told?.eta ?? (isShort ? (printed ?? own) : (own ?? printed));
  return {
    ...unknown,
    ...measured,
    scope: 'run',
    eta: measured.fraction === null ? null : measured.fraction >= 1 ? 0 : eta,
  };
}

type Measure = Pick<Progress, 'done' | 'total' | 'fraction' | 'unit'>;

function measure(state: WatchState, parts: Parts): Measure {
  const inner = measureInner(state, parts);
  const { outer } = state;
  if (outer === null || outer.total < 2 || inner.fraction === null) return inner;
  const done = outer.done - 1 + inner.fraction;
  const { total, label } = outer;
  return { done: Math.floor(done), total, fraction: done / total, unit: label };
}

/** Of the fold or seed that is under way, where there are several. */
function measureInner(state: WatchState, parts: Parts): Measure {
  if (state.told !== null) return state.told;
  const { epoch, inner, single } = parts;
  if (epoch !== null) return ofEpochs(state, epoch, inner);
  if (single !== null && (single.fraction !== null || single.drawn)) {
    const { done, total, fraction, unit } = single;
    return { done, total, fraction, unit };
  }
  return stepsOnly(state);
}

function stepsOnly(state: WatchState): Measure {
  const { steps } = state.announced;
  const done = state.step;
  const known = steps !== null && done !== null && done <= steps;
  return { done, total: known ? steps : null, fraction: known ? done / steps : null, unit: 'step' };
}

function ofEpochs(state: WatchState, epoch: Track, inner: Track | null): Measure {
  const total = epoch.total ?? state.announced.epochs;
  const number = epoch.done ?? 0;
  // Epochs that begin again are those of one of several runs.
  if (total === null || number > total || (epoch.laps > 0 && state.outer === null))
    return stepsOnly(state);
  if (epoch.drawn) return { done: number, total, fraction: number / total, unit: 'epoch' };
  const first = epoch.zero ? 0 : 1;
  const count = total + (epoch.zero && number === total ? 1 : 0);
  if (epoch.mode === 'done') {
    const done = Math.min(count, number + 1 - first);
    return { done, total: count, fraction: done / count, unit: 'epoch' };
  }
  const before = Math.max(0, number - first);
  const part = inner?.fraction ?? 0;
  const fraction = Math.min(1, (before + part) / count);
  if (inner !== null && inner.row === epoch.row && inner.total !== null && inner.done !== null) {
    return {
      done: before * inner.total + inner.done,
      total: count * inner.total,
      fraction,
      unit: inner.unit,
    };
  }
  return { done: Math.floor(before + part), total: count, fraction, unit: 'epoch' };
}

function paced(pace: WatchState['pace'], track: Track): number | null {
  if (track.eta !== null) return track.eta;
  return pace === null || track.fraction === null ? null : secondsLeft(pace, 1);
}

function shown(track: Track, scope: Scope, eta: number | null): Progress {
  const { done, total, fraction, unit } = track;
  return { ...unknown, scope, done, total, fraction, unit, eta: eta ?? track.eta };
}
