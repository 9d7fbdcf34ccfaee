// Keeps track of what is counted and drawn again and again: which of it is the run, which is inside
// the run, and which is beside it (a validation, a download, one of several workers).
import type { Row } from './entries.ts';
import { labelScope, meaningOf, noDetail, nounOf } from './names.ts';
import type { Bar, Counter, Reading } from './reading.ts';
import type { Track, WatchState } from './state.ts';

const maxTracks = 32;
/** Reports are apart: the last one of a lap and the first one of the next. */
const [lapEnd, lapBegin] = [0.8, 0.2];
const hexId = /^[0-9a-f]{8,64}\b(?=.*\d)/;

/** What one row shows of one track. */
interface Sight {
  readonly key: string;
  readonly label: string;
  readonly noun: Track['noun'];
  readonly detail: number;
  readonly drawn: boolean;
  readonly done: number | null;
  readonly total: number | null;
  readonly fraction: number | null;
  readonly unit: string;
  readonly eta: number | null;
  readonly strong: boolean;
  readonly kind: Track['kind'];
}

/** Another process of the same run prints the same: its count matters where it is ahead. */
export function trackAhead(state: WatchState, reading: Reading, row: Row): void {
  reading.counters = reading.counters.filter(({ label, noun, done, total }) =>
    state.tracks.some(
      (one) =>
        one.label === label && one.noun === noun && one.total === total && (one.done ?? 0) < done,
    ),
  );
  if (!reading.isEval) track(state, { ...reading, bar: null }, row);
}

/** Takes what a row counts and draws. */
export function track(state: WatchState, reading: Reading, row: Row): void {
  const { bar } = reading;
  const eta = reading.eta;
  for (const counter of reading.counters) {
    if (reading.isEval && counter.noun !== 'epoch') continue;
    const sight = ofCounter(counter, reading, bar === null ? eta : null);
    if (sight === null) continue;
    const before = state.tracks.find(({ key }) => key === sight.key)?.done ?? null;
    const seen = observe(state, sight, row);
    if (counter.noun === 'epoch') noteEpoch(seen, before === counter.done, reading);
  }
  if (bar !== null) {
    const sight = ofBar(bar, eta);
    const seen = observe(state, reading.isEval ? { ...sight, kind: 'eval' } : sight, row);
    arrange(state, seen, row);
  }
  noteGlobal(state);
}

/** What goes on while the epoch moves on counts the run, not the epoch. */
function noteGlobal(state: WatchState): void {
  const now = state.tracks.filter(({ row, since }) => row === state.rows && since === state.rows);
  const begins = now.some(({ noun, moves }) => noun === 'epoch' && moves > 0);
  for (const track of now) {
    if (track.noun === 'epoch' || track.total === null) continue;
    if (track.resets > 0) track.global = false;
    else if (begins && track.moves > 0) track.global = true;
  }
}

const withoutDigits = (label: string) => label.toLowerCase().replace(/\d+/g, '').trim();

function ofCounter(counter: Counter, reading: Reading, eta: number | null): Sight | null {
  const { label, noun, detail, done, total, unit } = counter;
  const isInner = reading.counters.some((other) => other.noun === 'epoch' && other !== counter);
  const isMeasured =
    reading.coverage >= 0.5 &&
    (noun === null
      ? reading.pairs.some(({ name }) => meaningOf(name).known)
      : reading.pairs.length > 0);
  // In the midst of a sentence a count is told, not reached.
  const isForemost = /^[^\d'"`(]{0,24}$/.test(reading.text.slice(0, counter.start));
  const isFirst = counter.start <= 1 && /^\[? {0,4}\d/.test(reading.text);
  const isActivity =
    /ing$|^(?:completed|finished|processed|transferred|downloaded|uploaded|copied)$/i.test(label);
  if (noun === null && (total === null || !(isInner || isMeasured || isFirst || isActivity)))
    return null;
  const scope = label === '' ? null : labelScope(label);
  return {
    key: `count ${noun ?? ''} ${noun === 'epoch' ? '' : withoutDigits(label)} ${noun === null ? total : ''}`,
    label,
    noun,
    detail,
    drawn: false,
    done,
    total,
    fraction: total === null ? null : done / total,
    unit: unit === '' ? label.toLowerCase() : unit,
    eta,
    strong: isMeasured || isInner || (noun !== null && total !== null && isForemost),
    kind: scope ?? (reading.isEval && noun !== 'epoch' ? 'eval' : 'run'),
  };
}

function ofBar(bar: Bar, eta: number | null): Sight {
  const { label, done, total, fraction, unit, strong } = bar;
  // A bar without a count is what it is of, once: no number of epochs.
  const noun = total === null ? null : (nounOf(label)?.kind ?? null);
  const flat = withoutDigits(label);
  return {
    key: `bar ${hexId.test(label) ? label.slice(0, 64) : flat}${flat === '' ? ` ${total ?? '%'}` : ''}`,
    label,
    noun,
    detail: noDetail,
    drawn: true,
    done,
    total,
    fraction,
    unit,
    eta,
    strong,
    kind: hexId.test(label) ? 'task' : (labelScope(label) ?? 'run'),
  };
}

function observe(state: WatchState, sight: Sight, row: Row): Track {
  const known = state.tracks.find(({ key }) => key === sight.key);
  if (known === undefined) return start(state, sight, row);
  const [before, now] = [positionOf(known), positionOf(sight)];
  const isOther = sight.total !== null && known.total !== null && sight.total !== known.total;
  const digits = digitsOf(sight.label);
  if (now < before || (isOther && now !== before)) {
    known.resets++;
    if (isLap(known, sight)) known.laps++;
    if (known.digits.split(' ').includes(digits) && digits !== lastOf(known.digits)) known.turns++;
  } else if (now > before) known.moves++;
  known.digits = withDigits(known.digits, digits);
  if (known.turns >= 3 && known.kind === 'run') known.kind = 'task';
  if (now !== before) known.since = state.rows;
  known.label = sight.label;
  known.done = sight.done;
  known.total = sight.total;
  known.fraction = sight.fraction;
  known.unit = sight.unit;
  known.eta = sight.eta;
  known.row = state.rows;
  known.place = row.place;
  known.closed = false;
  known.strong ||= sight.strong;
  return known;
}

function start(state: WatchState, sight: Sight, row: Row): Track {
  const track: Track = {
    ...sight,
    moves: 0,
    resets: 0,
    laps: 0,
    place: row.place,
    row: state.rows,
    block: null,
    closed: false,
    digits: digitsOf(sight.label),
    turns: 0,
    since: state.rows,
    zero: false,
    mode: sight.drawn ? 'done' : 'current',
    global: false,
  };
  if (state.tracks.length >= maxTracks) {
    const oldest = state.tracks.reduce((a, b) => (b.row < a.row ? b : a));
    state.tracks.splice(state.tracks.indexOf(oldest), 1);
  }
  state.tracks.push(track);
  return track;
}

/** From its end to its beginning: it goes round once more, and is not the run. */
function isLap({ done, total }: Track, now: Sight): boolean {
  if (done === null || total === null || now.done === null || now.total !== total) return false;
  return done >= total * lapEnd && now.done <= total * lapBegin;
}

const positionOf = ({ done, fraction }: Pick<Track, 'done' | 'fraction'>) => done ?? fraction ?? 0;
const digitsOf = (label: string) => /\d[\d.]*/.exec(label)?.[0] ?? '';
const lastOf = (digits: string) => digits.slice(digits.lastIndexOf(' ') + 1);

/** The last few numbers seen in a label, newest last. */
function withDigits(before: string, digits: string): string {
  if (lastOf(before) === digits) return before;
  return [...before.split(' ').filter((one) => one !== digits), digits].slice(-8).join(' ');
}

/** `Epoch 3/10 loss 0.5` is told when it is through, `Epoch 3/10` when it begins. */
function noteEpoch(epoch: Track, isSame: boolean, reading: Reading): void {
  if (epoch.done === 0) epoch.zero = true;
  const isInside = reading.bar !== null || reading.counters.some(({ noun }) => noun !== 'epoch');
  const isMeasured = reading.pairs.length > 0 && !isInside;
  // Several reports an epoch: none of them is its end.
  epoch.turns = isSame && isMeasured ? epoch.turns + 1 : 0;
  epoch.mode = isMeasured && epoch.turns < 2 ? 'done' : 'current';
}

/** Which bars are drawn together, and which one's time is over. */
function arrange(state: WatchState, bar: Track, row: Row): void {
  const others = state.tracks.filter((other) => other.drawn && other !== bar);
  // The cursor went up from here, or has come up to here from a bar further down.
  const together = [
    ...others.filter(
      ({ place }) =>
        (place < row.place && place >= row.place - row.up) ||
        (place > row.place && place <= state.from),
    ),
    bar,
  ];
  const top = together.reduce((a, b) => (b.place < a.place ? b : a));
  if (together.length > 1) {
    const block = top.block ?? top.key;
    for (const one of together) {
      one.closed = false;
      one.block = block;
    }
    // What begins after the run has moved on without it is not what the run is made of.
    if (
      bar !== top &&
      bar.moves + bar.resets === 0 &&
      bar.kind === 'run' &&
      top.moves >= 2 &&
      bar.label === ''
    ) {
      bar.kind = 'eval';
    }
    return;
  }
  const own = bar.block ?? bar.key;
  for (const other of others) if ((other.block ?? other.key) !== own) other.closed = true;
}
