import { describe, expect, it } from 'vitest';
import { orderSessions } from '../../../client/list/order.ts';
import { summary } from '../summary.ts';

describe('the order of the list', () => {
  it('[PAGE33] what runs comes first, oldest on top; then what ended, latest on top', () => {
    const ended = (name: string, endedAt: string) =>
      summary({ name, state: 'ended', reason: 'exit', exitCode: 0, endedAt });
    const { going, ended: over } = orderSessions([
      ended('first', '2026-03-23T10:00:00Z'),
      summary({ name: 'young', created: '2026-03-23T14:00:00Z' }),
      ended('last', '2026-03-23T12:00:00Z'),
      summary({ name: 'old', created: '2026-03-22T14:00:00Z' }),
      summary({ name: 'new', state: 'starting', created: '2026-03-23T15:00:00Z' }),
    ]);
    expect(going.map(({ name }) => name)).toEqual(['old', 'young', 'new']);
    expect(over.map(({ name }) => name)).toEqual(['last', 'first']);
  });
});
