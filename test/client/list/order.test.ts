import { describe, expect, it } from 'vitest';
import { isNewFailure, orderSessions } from '../../../client/list/order.ts';
import { summary } from '../summary.ts';

const now = Date.parse('2026-03-23T18:00:00Z');
const nothing = { looked: new Set<string>(), now };

describe('the order of the list', () => {
  it('[PAGE33] what runs comes first, oldest on top; then what ended, latest on top', () => {
    const ended = (name: string, endedAt: string) =>
      summary({ name, state: 'ended', reason: 'exit', exitCode: 0, endedAt });
    const { going, ended: over } = orderSessions(
      [
        ended('first', '2026-03-23T10:00:00Z'),
        summary({ name: 'young', created: '2026-03-23T14:00:00Z' }),
        ended('last', '2026-03-23T12:00:00Z'),
        summary({ name: 'old', created: '2026-03-22T14:00:00Z' }),
        summary({ name: 'new', state: 'starting', created: '2026-03-23T15:00:00Z' }),
      ],
      nothing,
    );
    expect(going.map(({ name }) => name)).toEqual(['old', 'young', 'new']);
    expect(over.map(({ name }) => name)).toEqual(['last', 'first']);
  });

  it('[CARD8] what needs somebody comes first: failed and not looked at, waits for input, stalled', () => {
    const failed = (id: string, endedAt: string) =>
      summary({ id, name: id, state: 'ended', reason: 'exit', exitCode: 1, endedAt });
    const sessions = [
      summary({ name: 'calm' }),
      summary({ name: 'slow', watch: { q: [1, 0] } }),
      summary({ name: 'hung', watch: { q: [1, 1] } }),
      summary({ name: 'agent', watch: { w: [1, 'Overwrite? [y/N]'] } }),
      failed('fail0001', '2026-03-23T16:00:00Z'),
      failed('fail0002', '2026-03-23T17:00:00Z'),
      failed('looked01', '2026-03-23T17:30:00Z'),
      failed('lastweek', '2026-03-16T17:30:00Z'),
      summary({
        name: 'stopped',
        state: 'ended',
        reason: 'killed',
        endedAt: '2026-03-23T17:40:00Z',
      }),
    ];
    const { going, ended } = orderSessions(sessions, { looked: new Set(['looked01']), now });
    expect(going.map(({ name }) => name)).toEqual([
      'fail0002',
      'fail0001',
      'agent',
      'hung',
      'calm',
      'slow',
    ]);
    expect(ended.map(({ name }) => name)).toEqual(['stopped', 'looked01', 'lastweek']);
    expect(isNewFailure(summary({ watch: { q: [1, 1] } }), nothing)).toBe(false);
  });
});
