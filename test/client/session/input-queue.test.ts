import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../client/connection/api.ts';
import {
  freshMs,
  InputQueue,
  type NumberedInput,
} from '../../../client/session/typing/input-queue.ts';
import type { InputStatus } from '../../../server/protocol/host.ts';

/** A gateway under the test's hand: every send waits for `answer`. */
function typing({ online = true } = {}) {
  const connected = signal(online);
  const sent: { input: NumberedInput; answer: (outcome: Outcome<InputStatus>) => void }[] = [];
  const send = (input: NumberedInput) =>
    new Promise<Outcome<InputStatus>>((answer) => void sent.push({ input, answer }));
  const queue = new InputQueue({ send, connected, now: Date.now });
  const settle = async (index: number, value: InputStatus | 'unreachable') => {
    const outcome =
      value === 'unreachable'
        ? { ok: false as const, code: value, message: '' }
        : { ok: true as const, value };
    sent[index]?.answer(outcome);
    await vi.advanceTimersByTimeAsync(0);
  };
  const texts = () => sent.map(({ input }) => new TextDecoder().decode(input.bytes));
  const seqs = () => sent.map(({ input }) => input.seq);
  return { connected, queue, settle, texts, seqs, sent };
}

describe('input', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[PAGE23] is numbered from 1 within one random source', () => {
    const { queue, seqs, sent } = typing();
    for (const key of ['a', 'b', 'c']) queue.type(key, key);
    expect(seqs()).toEqual([1, 2, 3]);
    expect(new Set(sent.map(({ input }) => input.source)).size).toBe(1);
    expect(sent[0]?.input.source).toMatch(/^[0-9a-f]{24}$/);
  });

  it('[PAGE23] not known to have arrived is sent again under its number after a reconnect', async () => {
    const { queue, connected, settle, texts, seqs } = typing();
    queue.type('a', 'a');
    queue.type('b', 'b');
    await settle(0, 'accepted');
    connected.value = false;
    await settle(1, 'unreachable');
    await vi.advanceTimersByTimeAsync(5000);
    connected.value = true;
    expect(texts()).toEqual(['a', 'b', 'b']);
    expect(seqs()).toEqual([1, 2, 2]);
  });

  it('[PAGE24] without an answer after 10 s it is shown, and taken back by an answer that comes late', async () => {
    const { queue, settle } = typing();
    queue.type('make\r', 'make');
    await vi.advanceTimersByTimeAsync(freshMs);
    expect(queue.unsent.value.map(({ label }) => label)).toEqual(['make']);
    await settle(0, 'accepted');
    expect(queue.unsent.value).toEqual([]);
  });

  it('[PAGE24] what pointed at something is neither kept nor shown', async () => {
    const { queue, connected, settle, texts } = typing();
    queue.type('wheel', 'mouse', { fleeting: true });
    connected.value = false;
    queue.type('wheel', 'mouse', { fleeting: true });
    await settle(0, 'unreachable');
    await vi.advanceTimersByTimeAsync(freshMs);
    connected.value = true;
    expect(texts()).toEqual(['wheel']);
    expect(queue.unsent.value).toEqual([]);
  });

  it('[PAGE24] older than 10 s is shown, and not sent by itself', async () => {
    const { queue, connected, texts } = typing({ online: false });
    queue.type('rm -r run\r', 'rm -r run');
    await vi.advanceTimersByTimeAsync(freshMs);
    expect(queue.unsent.value.map(({ label }) => label)).toEqual(['rm -r run']);
    connected.value = true;
    expect(texts()).toEqual([]);
    queue.resend();
    expect(texts()).toEqual(['rm -r run\r']);
    expect(queue.unsent.value).toEqual([]);
  });

  it('[PAGE24] is forgotten when the person discards it', async () => {
    const { queue, connected, texts } = typing({ online: false });
    queue.type('x', 'x');
    await vi.advanceTimersByTimeAsync(freshMs);
    queue.discard();
    connected.value = true;
    expect(texts()).toEqual([]);
    expect(queue.unsent.value).toEqual([]);
  });

  it('[PAGE24] sent again by the person keeps its number while no later one was accepted', async () => {
    const { queue, connected, settle, seqs } = typing();
    queue.type('x', 'x');
    connected.value = false;
    await settle(0, 'unreachable');
    await vi.advanceTimersByTimeAsync(freshMs);
    connected.value = true;
    queue.resend();
    expect(seqs()).toEqual([1, 1]);
  });

  it('[PAGE25] that found the program busy is tried again, and nothing overtakes it', async () => {
    const { queue, settle, texts } = typing();
    queue.type('first', 'first');
    await settle(0, 'busy');
    queue.type('second', 'second');
    expect(texts()).toEqual(['first']);
    await vi.advanceTimersByTimeAsync(250);
    expect(texts()).toEqual(['first', 'first']);
    await settle(1, 'accepted');
    expect(texts()).toEqual(['first', 'first', 'second']);
  });

  it('[PAGE25] that was overtaken while the program was busy is shown: its number is spent', async () => {
    const { queue, settle } = typing();
    queue.type('large', 'large');
    queue.type('x', 'x');
    await settle(1, 'accepted');
    await settle(0, 'busy');
    expect(queue.unsent.value.map(({ label }) => label)).toEqual(['large']);
  });

  it('[PAGE25] to a session that has ended is shown as not sent', async () => {
    const { queue, settle } = typing();
    queue.type('x', 'x');
    await settle(0, 'ended');
    expect(queue.unsent.value).toMatchObject([{ label: 'x', why: 'The session has ended.' }]);
  });

  it('[PAGE25] larger than a frame is cut into several, in order', () => {
    const { queue, sent } = typing();
    queue.type('x'.repeat(100_000), 'a paste');
    expect(sent.map(({ input }) => input.bytes.length)).toEqual([65_536, 34_464]);
  });
});
