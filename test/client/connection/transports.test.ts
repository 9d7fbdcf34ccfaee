import { describe, expect, it } from 'vitest';
import { type TransportMemory, Transports } from '../../../client/connection/transports.ts';

function transports(kept: unknown = null) {
  const clock = { now: 1_000_000 };
  const memory = { kept };
  const keeping: TransportMemory = {
    read: () => memory.kept,
    write: (value) => {
      memory.kept = value;
    },
  };
  return { clock, memory, of: () => new Transports(keeping, () => clock.now) };
}

describe('[PAGE50] which transport is tried', () => {
  it('a WebSocket first, then polling; what worked is tried first in the next ten minutes', () => {
    const { clock, of } = transports();
    const page = of();
    expect(page.first()).toBe('websocket');
    expect(page.failed('websocket')).toBe('polling');
    page.worked('polling');
    expect([page.first(), of().first()]).toEqual(['polling', 'polling']);
    clock.now += 10 * 60_000;
    expect(of().first()).toBe('websocket');
  });

  it('with the gateway away nothing is remembered', () => {
    const page = transports({ pollingAt: 999_999 }).of();
    expect(page.first()).toBe('polling');
    expect(page.failed('polling')).toBeNull();
    expect(page.first()).toBe('websocket');
    expect(page.failed('websocket')).toBe('polling');
    expect(page.failed('polling')).toBeNull();
    expect(page.first()).toBe('websocket');
  });

  it('where a WebSocket has worked, polling is tried only after three failures', () => {
    const page = transports().of();
    page.worked('websocket');
    const failures = Array.from({ length: 3 }, () => page.failed('websocket'));
    expect(failures).toEqual([null, null, 'polling']);
    page.worked('websocket');
    expect(page.failed('websocket')).toBeNull();
  });

  it.each([7, {}, { pollingAt: 'x' }, { pollingAt: 2_000_000 }])('%j is no memory', (kept) => {
    expect(transports(kept).of().first()).toBe('websocket');
  });
});
