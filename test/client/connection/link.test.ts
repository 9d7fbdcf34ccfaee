import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answered } from '../../../client/connection/hello.ts';
import { createLink, firstRetryMs } from '../../../client/connection/link.ts';
import {
  loginInFront,
  notPaired,
  unproven,
  unreachable,
} from '../../../client/connection/refusal.ts';
import type { SocketEvents } from '../../../client/connection/socket.ts';

/** Stands in for Socket.IO: records what is opened and sent, and lets the test be the gateway. */
function fakeSockets() {
  const opened: {
    events: SocketEvents;
    closed: boolean;
    sent: [string, ((v: unknown) => void) | undefined][];
  }[] = [];
  const open = (_token: string, events: SocketEvents) => {
    const socket = {
      events,
      closed: false,
      sent: [] as [string, ((v: unknown) => void) | undefined][],
    };
    opened.push(socket);
    return {
      send: (event: string, _args: readonly unknown[], answer?: (v: unknown) => void) => {
        socket.sent.push([event, answer]);
      },
      close: () => {
        socket.closed = true;
      },
    };
  };
  const at = (index: number) => {
    const socket = opened.at(index);
    if (socket === undefined) throw new Error('not opened');
    return socket;
  };
  return { opened, open, at };
}

function connectedLink() {
  const sockets = fakeSockets();
  const refused = vi.fn();
  const why: { answered: Answered } = { answered: unreachable };
  const link = createLink({
    openSocket: sockets.open,
    token: () => 'token',
    why: async () => why.answered,
    refused,
    now: Date.now,
  });
  link.open();
  sockets.at(0).events.connected();
  return { link, sockets, refused, why };
}

const whatever = (answer: unknown) => answer;

describe('the link', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[PAGE10] a lost connection is tried again after 150 ms, then ever slower, but at least each second', () => {
    const { sockets } = connectedLink();
    sockets.at(0).events.lost();
    vi.advanceTimersByTime(firstRetryMs - 1);
    expect(sockets.opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets.opened).toHaveLength(2);
    for (let n = 2; n < 12; n++) {
      sockets.at(-1).events.lost();
      vi.advanceTimersByTime(1000);
      expect(sockets.opened).toHaveLength(n + 1);
    }
  });

  it('[PAGE10] a short loss is not told, a longer one is, with its age, and takes itself back', () => {
    const { link, sockets } = connectedLink();
    const heard = Date.now();
    sockets.at(0).events.lost();
    vi.advanceTimersByTime(400);
    expect(link.state.value.kind).toBe('live');
    vi.advanceTimersByTime(200);
    expect(link.state.value).toEqual({ kind: 'lost', heard });
    sockets.at(-1).events.connected();
    expect(link.state.value.kind).toBe('live');
  });

  it('[PAGE11] on waking a live connection is verified and kept', () => {
    const { link, sockets } = connectedLink();
    link.wake();
    const [event, answer] = sockets.at(0).sent.at(-1) ?? [];
    expect(event).toBe('verify');
    answer?.(undefined);
    vi.advanceTimersByTime(5000);
    expect(sockets.opened).toHaveLength(1);
  });

  it('[PAGE11] on waking a dead connection is replaced after 1.5 s, at once', () => {
    const { link, sockets } = connectedLink();
    link.wake();
    vi.advanceTimersByTime(1499);
    expect(sockets.opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets.at(0).closed).toBe(true);
    expect(sockets.opened).toHaveLength(2);
  });

  it('[PAGE11] waking long after the last word says how old the view is while it checks', () => {
    const { link, sockets } = connectedLink();
    const heard = Date.now();
    vi.advanceTimersByTime(3_600_000);
    link.wake();
    expect(link.state.value).toEqual({ kind: 'checking', heard });
    sockets.at(0).sent.at(-1)?.[1]?.(undefined);
    expect(link.state.value.kind).toBe('live');
  });

  it('[PAGE10] what still waits for an answer when the connection breaks is told so', async () => {
    const { link, sockets } = connectedLink();
    const asked = link.ask('attach', {}, whatever);
    sockets.at(0).events.lost();
    expect(await asked).toMatchObject({ ok: false, code: 'unreachable' });
    expect(await link.ask('attach', {}, whatever)).toMatchObject({
      ok: false,
      code: 'unreachable',
    });
  });

  it('[PAGE42] who answers without a proof is told of, and the gateway is looked for all the same', () => {
    const { link, sockets } = connectedLink();
    sockets.at(0).events.lost();
    vi.advanceTimersByTime(firstRetryMs);
    sockets.at(1).events.stranger();
    expect(link.state.value).toMatchObject({ kind: 'barred', words: unproven.message });
    vi.advanceTimersByTime(1000);
    sockets.at(2).events.connected();
    expect(link.state.value.kind).toBe('live');
  });

  it('[PAGE43] a login in front that lets no connection through is told of, as long as it is there', async () => {
    const { link, sockets, why } = connectedLink();
    why.answered = loginInFront;
    const lose = async (times: number) => {
      for (let n = 0; n < times; n++) {
        sockets.at(-1).events.lost();
        await vi.advanceTimersByTimeAsync(1000);
      }
    };
    await lose(4);
    expect(link.state.value).toMatchObject({ kind: 'barred', words: loginInFront.message });
    why.answered = unreachable;
    await lose(4);
    expect(link.state.value.kind).toBe('lost');
  });

  it('[PAGE42] a connection counts as the gateway’s only while it is heard of', () => {
    const { link, sockets } = connectedLink();
    expect(link.isLive()).toBe(true);
    vi.advanceTimersByTime(21_000);
    expect(link.isLive()).toBe(false);
    sockets.at(0).events.heard();
    expect(link.isLive()).toBe(true);
    sockets.at(0).events.lost();
    expect(link.isLive()).toBe(false);
  });

  it('[PAGE12] a device that is proven to be shut out ends all tries and is told', () => {
    const { link, sockets, refused } = connectedLink();
    sockets.at(0).events.refused();
    expect(refused).toHaveBeenCalledWith(notPaired.message);
    vi.advanceTimersByTime(60_000);
    expect(sockets.opened).toHaveLength(1);
    expect(link.state.value.kind).toBe('idle');
  });
});
