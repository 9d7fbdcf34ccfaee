// All that is known of a run, as JSON has it: what the reducer goes on from.
import type { EventKind } from '../protocol/watch.ts';
import type { Pace } from './pace.ts';
import type { Series } from './series.ts';

/** Raise it whenever the same rows would come to something else. */
export const watchVersion = 4;

/** A thing that is counted or drawn again and again. */
export interface Track {
  readonly key: string;
  label: string;
  readonly noun: 'epoch' | 'step' | null;
  readonly detail: number;
  kind: 'run' | 'eval' | 'phase' | 'task';
  readonly drawn: boolean;
  done: number | null;
  total: number | null;
  fraction: number | null;
  unit: string;
  eta: number | null;
  /** Weak ones count once they have moved. */
  strong: boolean;
  moves: number;
  resets: number;
  /** How often it went from its end to its beginning. */
  laps: number;
  /** Rows since the session began, and rows read when it was seen last. */
  place: number;
  row: number;
  /** The topmost of the block of bars it is in. */
  block: string | null;
  closed: boolean;
  /** Numbers in its label, to tell workers that take turns. */
  digits: string;
  turns: number;
  /** The row at which it last moved. */
  since: number;
  /** An epoch: of how it is counted. */
  zero: boolean;
  mode: 'done' | 'current';
  /** Counts on over epochs. */
  global: boolean;
}

export interface WatchEvent {
  kind: EventKind;
  text: string;
  offset: number;
  line: number;
  time: number | null;
  /** A note, or what somebody should know at once. */
  serious: boolean;
  /** Of something that has been told: worse, but no news. */
  follows: boolean;
  rank: number | null;
  step: number | null;
  /** The same again, or the same of another rank. */
  count: number;
}

export interface Traceback {
  readonly offset: number;
  readonly line: number;
  rows: number;
  rank: number | null;
  indent: number;
}

export interface Table {
  readonly names: readonly string[];
  /** Where each name ends in the header. */
  readonly ends: readonly number[];
  misses: number;
  /** Index of the column that counts, -1 for none. */
  readonly step: number;
}

export interface Box {
  section: string;
  readonly cells: [name: string, value: number][];
  offset: number;
  line: number;
}

export interface WatchState {
  readonly version: number;
  rows: number;
  /** The row read last. */
  last: { place: number; text: string; offset: number; line: number; time: number | null };
  /** The place of the row before. */
  from: number;
  tracks: Track[];
  series: Series[];
  events: WatchEvent[];
  /** The step that metrics without one of their own are at. */
  step: number | null;
  /** The row at which it was told. */
  stepRow: number;
  epoch: number | null;
  /** Steps before the present epoch, for counters that begin again with each. */
  base: { offset: number; last: number; delta: number; epoch: number | null; label: string } | null;
  /** Which of several runs this is: folds, seeds. */
  outer: { readonly label: string; readonly done: number; readonly total: number } | null;
  /** How many epochs and steps there are to be, where that was announced. */
  announced: { epochs: number | null; steps: number | null };
  /** How far the run is by a rule for its program, which knows better than the grammar. */
  told: Told | null;
  table: Table | null;
  box: Box | null;
  tracebacks: Traceback[];
  rank: number | null;
  actors: string[];
  /** Where in the sources the newest rows that say so are from. */
  places: string[];
  /** OSC 9;4, null while none is shown. */
  reported: {
    state: 'normal' | 'error' | 'indeterminate' | 'paused';
    percent: number | null;
    row: number;
  } | null;
  shell: { at: 'prompt' | 'input' | 'output' | 'done' | null; command: string; asked: number };
  pace: Pace | null;
  epochPace: Pace | null;
  rhythm: Rhythm;
  /** What rules for one program keep. */
  notes: Record<string, number | string>;
}

export interface Told {
  readonly done: number | null;
  readonly total: number | null;
  readonly fraction: number | null;
  readonly unit: string;
  readonly eta: number | null;
}

/** When rows came that said something new: what silence is measured by. */
export interface Rhythm {
  last: number | null;
  reports: number;
  /** The newest intervals between reports, in milliseconds. */
  intervals: number[];
  longest: number;
}

export function emptyState(): WatchState {
  return {
    version: watchVersion,
    rows: 0,
    last: { place: 0, text: '', offset: 0, line: 0, time: null },
    from: 0,
    tracks: [],
    series: [],
    events: [],
    step: null,
    stepRow: 0,
    epoch: null,
    base: null,
    outer: null,
    announced: { epochs: null, steps: null },
    told: null,
    table: null,
    box: null,
    tracebacks: [],
    rank: null,
    actors: [],
    places: [],
    reported: null,
    shell: { at: null, command: '', asked: 0 },
    pace: null,
    epochPace: null,
    rhythm: { last: null, reports: 0, intervals: [], longest: 0 },
    notes: {},
  };
}
