import { describe, expect, it, vi } from 'vitest';
import { WaitingRoom } from '../../../server/gateway/socket/waiting-room.ts';

/** A room, and the names of those that wait in it. */
function room({ patienceMs = 60_000 } = {}) {
  const waiting = new WaitingRoom({ most: 32, patienceMs });
  const inside = new Set<string>();
  const enter = (owner: string | null, name: string) => {
    const one = { drop: () => void inside.delete(name) };
    inside.add(name);
    waiting.enter(owner, one);
    return () => {
      waiting.leave(owner, one);
      inside.delete(name);
    };
  };
  return { inside, enter };
}

describe('waiting room', () => {
  it('[TRUST11] never holds more than 32 strangers, the newest', () => {
    const { inside, enter } = room();
    const leave = [];
    for (let i = 0; i < 200; i++) {
      leave.push(enter(null, `s${i}`));
      expect(inside.size).toBeLessThanOrEqual(32);
    }
    expect([...inside]).toEqual(Array.from({ length: 32 }, (_, i) => `s${i + 168}`));
    for (const each of leave) each();
    // Who has left, twice or once, takes nobody's place.
    for (let i = 0; i < 32; i++) enter(null, `t${i}`);
    expect(inside.size).toBe(32);
  });

  it('[TRUST21] strangers push out strangers, and a device only its own', () => {
    const { inside, enter } = room();
    enter('phone', 'phone');
    for (let i = 0; i < 100; i++) enter(null, `s${i}`);
    for (let i = 0; i < 100; i++) enter('laptop', `l${i}`);
    expect(inside.has('phone')).toBe(true);
    expect(inside.size).toBe(1 + 32 + 32);
  });

  it('[TRUST11] who waits for too long is ended, device or not', () => {
    vi.useFakeTimers();
    try {
      const { inside, enter } = room({ patienceMs: 5000 });
      enter('phone', 'phone');
      enter(null, 'stranger');
      const comeIn = enter('phone', 'quick');
      comeIn();
      inside.add('quick');
      vi.advanceTimersByTime(4999);
      expect(inside.size).toBe(3);
      vi.advanceTimersByTime(1);
      expect([...inside]).toEqual(['quick']);
    } finally {
      vi.useRealTimers();
    }
  });
});
