// What a card says as time goes by and nothing comes.
import { describe, expect, test } from 'vitest';
import {
  type MachineSample,
  summaryAt,
  summaryAtEnd,
  unknownSample,
} from '../../server/watch/now.ts';
import { reduce } from '../../server/watch/reduce.ts';
import { emptyState } from '../../server/watch/state.ts';
import { thinned } from '../../server/watch/thinned.ts';
import { type Vitals, vitalsOf } from '../../server/watch/vitals.ts';

const start = 1_700_000_000_000;
const minute = 60_000;

/** A row a second, up to `steps` of 1000. */
function training(steps: number, row = (i: number) => `step ${i}/1000 loss ${(5 / i).toFixed(4)}`) {
  const state = emptyState();
  for (let i = 1; i <= steps; i++) {
    const at = { offset: i * 10, line: i, time: start + i * 1000, place: i, up: 0 };
    reduce(state, [{ kind: 'row', text: row(i), ...at }]);
  }
  return state;
}

const idle: MachineSample = { ...unknownSample, isIdle: true };
const past = (steps: number, ms: number) => start + steps * 1000 + ms;
const seconds = (vitals: Vitals, now: number, sample = unknownSample) =>
  ((summaryAt(vitals, sample, now).progress?.eta ?? Number.NaN) - now) / 1000;

describe('time', () => {
  test('[WATCH14] the time left is the clock’s, and grows with silence', () => {
    const vitals = vitalsOf(training(200), '');
    expect(vitals.progress).toMatchObject({ done: 200, total: 1000, fraction: 0.2 });
    expect(vitals.progress?.rate).toBeCloseTo(1);
    const soon = seconds(vitals, past(200, 500));
    expect(soon).toBeGreaterThan(780);
    expect(soon).toBeLessThan(830);
    // A little later it is the same instant.
    const [one, other] = [500, 900].map(
      (ms) => summaryAt(vitals, unknownSample, past(200, ms)).progress?.eta,
    );
    expect(one).toBe(other);
    const late = seconds(vitals, past(200, 10 * minute));
    expect(late).toBeGreaterThan(2 * soon);
    expect(seconds(vitals, past(200, 60 * minute))).toBeGreaterThan(2 * late);
  });

  test('[WATCH14] silence beyond a run’s rhythm is quiet, and stalled where nothing is at work', () => {
    const vitals = vitalsOf(training(50), '');
    const at = (ms: number, sample: MachineSample) => summaryAt(vitals, sample, past(50, ms)).quiet;
    expect(at(30_000, idle)).toBeNull();
    expect(at(2 * minute, idle)).toEqual({ since: past(50, 0), stalled: true });
    expect(at(2 * minute, { ...unknownSample, isIdle: false })).toMatchObject({ stalled: false });
    expect(at(2 * minute, unknownSample)).toMatchObject({ stalled: false });
    expect(at(2 * minute, { ...idle, isShell: true })).toBeNull();
    expect(summaryAtEnd(vitals)).toMatchObject({ quiet: null, progress: { eta: null, done: 50 } });
  });

  test('[WATCH14] a server that only answers is never quiet', () => {
    const state = training(80, (i) => `127.0.0.1 - - "GET /item/${i} HTTP/1.1" 200 ${1000 + i}`);
    const later = past(80, 60 * minute);
    expect(summaryAt(vitalsOf(state, ''), idle, later)).toMatchObject({
      quiet: null,
      progress: null,
    });
  });
});

describe('what is waited at', () => {
  const asked = (row: string, sample: Partial<MachineSample>) =>
    summaryAt(vitalsOf(training(3), row), { ...unknownSample, ...sample }, start).waitingForInput;
  const reads = { readingSince: start };

  test.each([
    'Overwrite? [y/N] ',
    'Password: ',
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
    'Proceed (Y/n)? ',
    'Wie heißt das Modell? ',
    '(Pdb) ',
  ])('[WATCH13] %s', (row) => {
    expect(asked(row, reads)).toEqual({ since: start, prompt: row.trim() });
    expect(asked(row, {})).toBeNull();
  });

  test.each(['user@host:~$ ', '>>> ', 'In [3]: ', '% ', '', 'loading', '37 % done'])(
    '[WATCH13] not %s',
    (row) => {
      expect(asked(row, reads)).toBeNull();
    },
  );
});

test('[WATCH9] of many points few are sent: the ends, and of each stretch its extremes', () => {
  const points = Array.from({ length: 2000 }, (_, step) => ({
    ...{ step, time: null, line: step },
    value: step === 777 ? 99 : step === 1234 ? -99 : step === 50 ? null : Math.sin(step),
  }));
  const few = thinned(points, 100);
  expect(few.length).toBeLessThanOrEqual(100);
  expect(few[0]).toBe(points[0]);
  expect(few.at(-1)).toBe(points[1999]);
  expect(few.map(({ value }) => value)).toEqual(expect.arrayContaining([99, -99]));
  expect(few.map(({ step }) => step)).toEqual(
    [...few].map(({ step }) => step).sort((a, b) => a - b),
  );
  expect(thinned(points, 0)).toEqual([]);
  expect(thinned(points, 3000)).toBe(points);
});
