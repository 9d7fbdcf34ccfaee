import { describe, expect, it, vi } from 'vitest';
import type { Answered } from '../../../client/connection/hello.ts';
import { notPaired, unproven } from '../../../client/connection/refusal.ts';
import { createTrust } from '../../../client/connection/trust.ts';

function trustIn(hellos: Answered[], { early = null as Promise<Answered> | null } = {}) {
  const world = { now: 1000, isLive: false, token: 'token' as string | null };
  const hello = vi.fn(async () => hellos.shift() ?? { ok: true as const });
  const refused = vi.fn();
  const trust = createTrust({
    ...{ hello, early, refused },
    token: () => world.token,
    isLive: () => world.isLive,
    now: () => world.now,
  });
  return { trust, world, hello, refused };
}

describe('trust', () => {
  it('[TRUST40] what a hello has proven counts for 5 s, until there is a connection, and not after a doubt', async () => {
    const { trust, world, hello } = trustIn([]);
    expect(await trust.check()).toEqual({ ok: true });
    world.now += 4999;
    await trust.check();
    expect(hello).toHaveBeenCalledTimes(1);
    world.now += 1;
    await trust.check();
    expect(hello).toHaveBeenCalledTimes(2);
    trust.doubt();
    await trust.check();
    expect(hello).toHaveBeenCalledTimes(3);
    world.isLive = true;
    world.now += 3600_000;
    await trust.check();
    expect(hello).toHaveBeenCalledTimes(3);
    world.isLive = false;
    await trust.check();
    expect(hello).toHaveBeenCalledTimes(4);
  });

  it('[TRUST40] the early hello is taken for the first, and one question for all who wait', async () => {
    let answer: (answered: Answered) => void = () => {};
    const early = new Promise<Answered>((resolve) => {
      answer = resolve;
    });
    const { trust, hello } = trustIn([], { early });
    const waiting = [trust.check(), trust.check()];
    answer({ ok: true });
    expect(await Promise.all(waiting)).toEqual([{ ok: true }, { ok: true }]);
    await trust.check();
    expect(hello).not.toHaveBeenCalled();
  });

  it('[TRUST40] an answer to what was asked before a doubt proves nothing after it', async () => {
    let answer: (answered: Answered) => void = () => {};
    const early = new Promise<Answered>((resolve) => {
      answer = resolve;
    });
    const { trust, hello } = trustIn([unproven], { early });
    trust.doubt();
    answer({ ok: true });
    expect(await trust.check()).toEqual(unproven);
    expect(hello).toHaveBeenCalledTimes(1);
  });

  it('[PAGE12] only a proof that it was shut out unpairs a device', async () => {
    const { trust, refused } = trustIn([unproven, notPaired]);
    expect(await trust.check()).toEqual(unproven);
    expect(refused).not.toHaveBeenCalled();
    expect(await trust.check()).toEqual(notPaired);
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it('[TRUST40] without a token there is nothing to prove', async () => {
    const { trust, world, hello } = trustIn([]);
    world.token = null;
    expect(await trust.check()).toEqual({ ok: true });
    expect(hello).not.toHaveBeenCalled();
  });
});
