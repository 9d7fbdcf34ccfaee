// Which step a row's metrics are at: the most detailed counter of the row or of one above it, with
// batches counted on over epochs.
import type { Counter, Reading } from './reading.ts';
import type { WatchState } from './state.ts';

/** Steps of these names count over the whole run by themselves. */
const globalDetail = 5;

/** Notes what the row counts, and gives its metrics' step: null when nothing has been counted. */
export function stepOf(state: WatchState, reading: Reading): number | null {
  const epoch = reading.counters.find(({ noun }) => noun === 'epoch') ?? null;
  if (reading.isEval) return stepOfEval(state, reading, epoch);
  if (epoch !== null) beginEpoch(state, epoch.done);
  const step = ownStep(state, reading, epoch);
  if (step === null) return state.step;
  state.step = step;
  state.stepRow = state.rows;
  return step;
}

function beginEpoch(state: WatchState, number: number): void {
  state.epoch = number;
}

function ownStep(state: WatchState, reading: Reading, epoch: Counter | null): number | null {
  const steps = reading.counters
    .filter(({ noun }) => noun === 'step')
    .sort((a, b) => a.detail - b.detail);
  const [best] = steps;
  if (best !== undefined && best.detail <= globalDetail) return best.done;
  const bar = isOfRun(state, reading) ? reading.bar : null;
  if (bar?.done != null && bar.strong) {
    const total = bar.total;
    if (total !== null) return inEpoch(state, bar.done, total, lapsOf(state, true, bar.label));
    if (best === undefined) return Math.round(bar.done);
  }
  const inner = reading.counters.find(
    (c) => c.noun !== 'epoch' && c.total !== null && !/B$/.test(c.unit) && isTracked(state, c),
  );
  const within = best ?? inner;
  // Steps that have been counted above are more detailed.
  if (within === undefined)
    return epoch === null || isCounting(state) ? null : epochsOf(state, epoch);
  if (within.total !== null)
    return epoch === null && !isRestarting(state, within)
      ? within.done + lapsOf(state, false, within.label) * within.total
      : inEpoch(state, within.done, within.total, 0);
  return countedOn(state, within);
}

/** Not every `8 / 16` counts something. */
function isTracked({ tracks, rows }: WatchState, { done, total }: Counter): boolean {
  return tracks.some(
    (one) =>
      one.row === rows && one.done === done && one.total === total && (one.strong || one.moves > 0),
  );
}

/** A download's bar, a validation's or a worker's counts no steps. */
function isOfRun(state: WatchState, { bar }: Reading): boolean {
  if (bar === null) return false;
  const seen = state.tracks.find(
    (one) =>
      one.drawn && one.row === state.rows && one.label === bar.label && one.total === bar.total,
  );
  return seen?.kind === 'run';
}

/** A counter that began again with an epoch counts within one. */
function isRestarting(state: WatchState, counter: Counter): boolean {
  const track = state.tracks.find(
    ({ noun, label, drawn }) => !drawn && noun === counter.noun && label === counter.label,
  );
  return state.epoch !== null && track !== undefined && track.resets > 0;
}

/** Rows below a count of steps that it counts for. */
const nearRows = 60;

function isCounting({ tracks, rows }: WatchState): boolean {
  return tracks.some(
    ({ noun, drawn, moves, row }) =>
      noun === 'step' && !drawn && moves > 0 && rows - row <= nearRows,
  );
}

/** Epochs so far, over folds and seeds. */
function epochsOf(state: WatchState, { done, total, label }: Counter): number {
  return done + (total === null ? 0 : lapsOf(state, false, label) * total);
}

/** How often what is counted has begun again. */
function lapsOf(state: WatchState, drawn: boolean, label: string): number {
  return state.tracks.find((one) => one.drawn === drawn && one.label === label)?.laps ?? 0;
}

/** `laps`: of a counter that goes round where no epochs are counted. */
function inEpoch(state: WatchState, done: number, total: number, laps: number): number {
  const track = state.tracks.find(({ noun }) => noun === 'epoch');
  const number = track?.drawn === true ? (track.done ?? 0) + 1 : state.epoch;
  if (number === null) return laps * total + done;
  const before = Math.max(0, number - (track?.zero ? 0 : 1));
  const isWhole = state.tracks.some((one) => one.global && one.total === total);
  return isWhole ? done : before * total + done;
}

/** A counter without a total that falls as the epoch moves on: so many steps were before it. */
function countedOn(state: WatchState, counter: Counter): number {
  const base = state.base;
  if (base === null || base.label !== counter.label) {
    state.base = {
      offset: 0,
      last: counter.done,
      delta: 0,
      epoch: state.epoch,
      label: counter.label,
    };
    return counter.done;
  }
  if (
    counter.done < base.last &&
    state.epoch !== null &&
    base.epoch !== null &&
    state.epoch > base.epoch
  ) {
    // One that begins with 0 stops short of its end.
    base.offset += base.last + (counter.done < base.delta ? base.delta : 0);
  } else if (counter.done < base.last) base.offset = 0;
  else base.delta = counter.done > base.last ? counter.done - base.last : base.delta;
  base.last = counter.done;
  base.epoch = state.epoch;
  return base.offset + counter.done;
}

/** A validation's own counter is of its own batches; its epoch is through. */
function stepOfEval(state: WatchState, reading: Reading, epoch: Counter | null): number | null {
  const named = reading.counters.filter(({ noun, total }) => noun === 'step' && total === null);
  const [best] = named.sort((a, b) => a.detail - b.detail);
  if (best !== undefined) return best.done;
  const track = state.tracks.findLast(
    ({ kind, noun, total, drawn }) =>
      kind === 'run' && noun !== 'epoch' && total !== null && !drawn,
  );
  if (epoch === null || track === undefined || track.total === null)
    return state.step ?? epoch?.done ?? null;
  const isZero = state.tracks.find(({ noun }) => noun === 'epoch')?.zero === true;
  return (epoch.done + (isZero ? 1 : 0)) * track.total;
}
