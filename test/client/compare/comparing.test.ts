import { describe, expect, it } from 'vitest';
import { comparedCsv } from '../../../client/compare/compared-csv.ts';
import { differing, labelsOf, sweepKey } from '../../../client/compare/parameters.ts';
import { commonMetrics, firstMetric, ranked } from '../../../client/compare/ranking.ts';
import { comparePath, parseRoute } from '../../../client/router.ts';
import { seriesOf } from '../curves/series.ts';

describe('comparing sessions', () => {
  it('[COMP1] their labels are what their commands differ in', () => {
    const told = differing([
      'python train.py --lr 1e-3 --name "a b" seed=1 --amp',
      'python train.py --lr=3e-4 --name "a b" seed=1',
    ]);
    expect(told).toEqual({
      names: ['lr', 'amp'],
      values: [
        ['1e-3', 'on'],
        ['3e-4', ''],
      ],
    });
    const labels = (...commands: string[]) => labelsOf(['a', 'b'], differing(commands));
    expect(labels('t x --lr 1 --amp', 't x --lr 2')).toEqual(['lr 1, amp', 'lr 2']);
    expect(labels('make', 'make')).toEqual(['a', 'b']);
    expect(labels('t 1 2 3 4', 't 5 6 7 8')).toEqual(['a', 'b']);
    expect(differing(['make', 'make']).names).toEqual([]);
    expect(differing(['run -n -5 x', 'run -n 5 y'])).toEqual({
      names: ['n', 'word 2'],
      values: [
        ['-5', 'x'],
        ['5', 'y'],
      ],
    });
  });

  it('[COMP2] a sweep is what differs in values only, in one folder', () => {
    const key = (command: string, cwd = '/a') => sweepKey({ command, cwd });
    expect(key('python train.py --lr 1e-3 --opt adam')).toBe(
      key('python train.py --lr 2 --opt sgd'),
    );
    expect(key('python train.py --lr 1')).not.toBe(key('python eval.py --lr 1'));
    expect(key('python train.py --lr 1')).not.toBe(key('python train.py --lr 1', '/b'));
    expect(key('python train.py --lr 1')).not.toBe(key('python train.py --lr 1 --amp'));
  });

  it('[COMP3] the best is on top, whichever way is better; what has no value comes last', () => {
    const sessions = [
      { id: 'a', name: 'a', series: [seriesOf('loss', [3, 2]), seriesOf('val_loss', [1, 2])] },
      { id: 'b', name: 'b', series: [seriesOf('loss', [3, 1]), seriesOf('val_loss', [0.5, null])] },
      { id: 'c', name: 'c', series: [seriesOf('other', [3])] },
    ];
    expect(commonMetrics(sessions)).toEqual(['loss', 'val_loss']);
    expect(firstMetric(['loss', 'val_loss'], sessions)).toBe('val_loss');
    expect(ranked(sessions, 'loss')).toEqual([
      { id: 'b', best: 1, last: 1 },
      { id: 'a', best: 2, last: 2 },
      { id: 'c', best: null, last: null },
    ]);
    const scores = sessions.map(({ id, name }, i) => ({
      ...{ id, name },
      series: [seriesOf('acc', [i, 0], { better: 'higher' })],
    }));
    expect(ranked(scores, 'acc').map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('[COMP4] its file guards every text, and its address survives what is no id', async () => {
    const series = [seriesOf('=loss', [1])];
    const compared = [{ id: 'a', name: 'a', series }];
    const file = comparedCsv({ compared, parameters: { names: ['@x'], values: [['=1+1']] } });
    expect(await file?.text()).toBe(
      `session,"'@x",metric,step,value,time\r\na,"'=1+1","'=loss",0,1,2025-12-01T06:20:00.000Z\r\n`,
    );
    expect(comparedCsv({ compared: [], parameters: { names: [], values: [] } })).toBeNull();
    const ids = ['abcd1234', 'efgh5678'];
    const search = comparePath(ids).slice('/compare'.length);
    expect(parseRoute({ pathname: '/compare', search })).toEqual({ page: 'compare', ids });
    const odd = parseRoute({ pathname: '/compare', search: '?s=abcd1234,../x,,abcd1234' });
    expect(odd).toEqual({ page: 'compare', ids: ['abcd1234'] });
  });
});
