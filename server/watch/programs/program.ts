// What a rule for one program is: it sees a row that has been read by the general grammar, and puts
// right what that cannot know.
import type { Row } from '../entries.ts';
import { noDetail } from '../names.ts';
import type { Counter, Pair, Reading } from '../reading.ts';
import type { WatchState } from '../state.ts';

export interface Program {
  /** Cheap: most rows are none of this program's. */
  sees(reading: Reading, state: WatchState): boolean;
  /** Changes the reading, or what is known of the run. */
  amend(reading: Reading, state: WatchState, row: Row): void;
}

/** A number that was divided and rounded before it was printed, at its roundest within `tolerance`. */
export function roundest(value: number, tolerance: number): number {
  for (let digits = 1; digits < 15; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.abs(rounded - value) <= tolerance * value) return rounded;
  }
  return value;
}

/** Such steps begin again with each epoch. */
const stepsOfEpoch = 20;

/** A metric that a rule has found by itself. */
export function metric(name: string, value: number): Pair {
  return { name, value, unit: '', strong: true, start: 0, end: 0 };
}

/** A count that a rule has found by itself: of the whole run, or of an epoch. */
export function count(
  label: string,
  done: number,
  noun: Counter['noun'],
  of: 'run' | 'epoch' = 'run',
): Counter {
  const detail = noun === 'epoch' ? noDetail : of === 'run' ? 0 : stepsOfEpoch;
  return { label, done, total: null, unit: '', start: 0, end: 0, noun, detail };
}
