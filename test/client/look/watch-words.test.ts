import { describe, expect, it } from 'vitest';
import { parseSummary } from '../../../client/connection/guards.ts';
import { valueInWords } from '../../../client/look/number-words.ts';
import {
  attentionInWords,
  progressInWords,
  reachedInWords,
  trendOf,
  watchOf,
} from '../../../client/look/watch-words.ts';
import type { WatchWire } from '../../../server/protocol/watch.ts';
import { summary } from '../summary.ts';

const now = 1_764_570_000_000;
const progressOf = (watch: WatchWire) => {
  const progress = watchOf({ watch })?.progress;
  if (!progress) throw new Error('no progress');
  return progress;
};
const words = (watch: WatchWire) => progressInWords(progressOf(watch), now);

describe('what a card says of a run', () => {
  it('[CARD6] a share only where there is a total, the time left by the clock', () => {
    expect(words({ p: [47_000, 100_000, 'step', 4.1], e: now / 1000 + 3 * 3600 + 36 * 60 })).toBe(
      '47 % · 3 h 36 m left',
    );
    expect(words({ p: [9_999, 10_000, 'step'], e: now / 1000 - 5 })).toBe('99 % · a moment left');
    expect(words({ p: [100, 100, '%'] })).toBe('100 %');
    expect(words({ p: [3, 10, 'step', null, null, 'eval'] })).toBe('evaluation 30 %');
    expect(words({ p: [4700, null, '', 4.1] })).toBe('step 4,700 · 4.1/s');
    expect(words({ p: [4700, null, 'epoch', 0.01] })).toBe('epoch 4,700 · 1 m each');
    expect(words({ p: [88, null, 'MB', 21.44] })).toBe('88 MB · 21.4 MB/s');
    expect(words({ p: [47, 100, '%', null, null, 'run', 'paused'] })).toBe('paused at 47 %');
    expect(words({ p: [null, null, '', null, null, 'run', 'indeterminate'] })).toBe('at work');
  });

  it('[CARD6] of what has ended, how far it got', () => {
    expect(reachedInWords(progressOf({ p: [12, 40, 'epoch'] }))).toBe('epoch 12 of 40');
    expect(reachedInWords(progressOf({ p: [12, 40, 'MB'] }))).toBe('got to 30 %');
    expect(reachedInWords(progressOf({ p: [40, 40, 'epoch'] }))).toBeNull();
  });

  it('[CARD7] waiting for input and standing still are told in place of running', () => {
    const at = (ms: number) => (now - ms) / 1000;
    const told = (watch: WatchWire) => attentionInWords(summary({ watch }), now);
    expect(told({ w: [at(240_000), 'Overwrite? [y/N]'], q: [at(240_000), 0] })).toBe(
      'waits for input 4 m',
    );
    expect(told({ q: [at(720_000), 0] })).toBe('quiet 12 m');
    expect(told({ q: [at(31 * 60_000), 1] })).toBe('stalled 31 m');
    expect(told({ m: 3 })).toBeNull();
    const over = summary({ state: 'ended', watch: { q: [at(720_000), 1] } });
    expect(attentionInWords(over, now)).toBeNull();
  });

  it('[CARD6] values in a few characters, whatever their size, and where they go', () => {
    const all = [0.31237, 84.21, 1234.4, 1e-4, 0.000_123_4, 15_000_000, 0, -0.5, 123_456];
    expect(all.map((value) => valueInWords(value))).toEqual([
      '0.312',
      '84.2',
      '1,234',
      '1e-4',
      '1.23e-4',
      '1.5e+7',
      '0',
      '-0.5',
      '123,456',
    ]);
    expect(valueInWords(null)).toBe('nan');
    const trend = (better: 'l' | 'h', to: -1 | 0 | 1) =>
      trendOf(watchOf({ watch: { h: ['loss', 1, to, 1, better] } })?.headline ?? never());
    expect(trend('l', -1)).toMatchObject({ arrow: '↓', tone: 'good' });
    expect(trend('h', -1)).toMatchObject({ heard: 'falling', tone: 'bad' });
    expect(trend('h', 0)).toMatchObject({ tone: 'level' });
  });

  it('[CARD6] what is damaged in it is left out, and a session without it looks as before', () => {
    const wire = { p: ['x'], h: [1], q: [now / 1000, 1], m: 'many' };
    const parsed = parseSummary({ ...summary({}), watch: wire });
    expect(watchOf(parsed ?? never())).toMatchObject({ progress: null, quiet: { stalled: true } });
    expect(parseSummary({ ...summary({}), watch: null })).not.toHaveProperty('watch');
    expect(watchOf(summary({}))).toBeNull();
  });
});

function never(): never {
  throw new Error('it is there');
}
