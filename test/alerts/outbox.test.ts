// The outbox over real records, with clocks that the test sets and channels that keep what they are told.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Outbox, OutboxParts } from '../../server/alerts/outbox.ts';
import type { Records } from '../../server/alerts/records.ts';
import type { Alert } from '../../server/protocol/alerts.ts';
import { ended, failed, TestChannel, testOutbox, testRecords, usual } from './alerts.ts';

/** Two clocks: the one on the wall can be set, the other only passes. */
class Clocks {
  wall = Date.parse('2026-12-01T12:00:00Z');
  mono = 1_000_000;

  constructor() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
  }

  /** Time passes, a second at a time, and what it brings about is done. */
  async pass(ms: number, stepMs = 1000): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.wall += stepMs;
      this.mono += stepMs;
      await vi.advanceTimersByTimeAsync(stepMs);
      await settled();
    }
  }
}

/** Disks are not on fake timers: some turns of the loop. */
async function settled(leastMs = 4): Promise<void> {
  const end = performance.now() + leastMs;
  while (performance.now() < end) await new Promise<void>((go) => setImmediate(go));
}

async function until(is: () => boolean): Promise<void> {
  const end = process.hrtime.bigint() + 10_000_000_000n;
  while (!is() && process.hrtime.bigint() < end) await settled(1);
  expect(is()).toBe(true);
}

interface Setting {
  readonly clocks: Clocks;
  readonly records: Records;
  readonly push: TestChannel;
  readonly outbox: Outbox;
  readonly tell: (...alerts: Alert[]) => Promise<void>;
}

async function setting(
  parts: Partial<OutboxParts> = {},
  push = new TestChannel('push', 'phone'),
  records?: Records,
): Promise<Setting> {
  const clocks = new Clocks();
  const kept = records ?? (await testRecords(undefined, () => clocks.wall));
  const outbox = testOutbox(kept, {
    ...{ channels: [push], now: () => clocks.wall, mono: () => clocks.mono },
    ...parts,
  });
  await outbox.started();
  const tell = async (...alerts: Alert[]) => {
    for (const alert of alerts) {
      const record = await kept.add(alert);
      if (record !== null) await outbox.add(record);
    }
    await settled();
  };
  return { clocks, records: kept, push, outbox, tell };
}

const stateOf = (records: Records, alert: Alert, channel = 'push') => {
  const sending = records.get(alert.id)?.sendings?.find((one) => one.channel === channel);
  return sending && `${sending.state}: ${sending.why}`;
};

describe('outbox', () => {
  it('[ALERT11] the first is told at once, what follows within a minute as one', async () => {
    const { clocks, push, records, tell } = await setting();
    await tell(failed(1));
    await until(() => push.told.length === 1);
    await tell(ended(2), ended(3), failed(4));
    await clocks.pass(58_000);
    expect(push.titles).toEqual(['train1 failed with exit 1']);
    await clocks.pass(3000);
    await until(() => push.told.length === 2);
    expect(push.titles[1]).toBe('2 of 3 ended, 1 failed');
    await until(() => records.list().every(({ sendings }) => sendings?.[0]?.state === 'sent'));
  });

  it('[ALERT11] 300 ends within a minute are two messages, and a device hears of each', async () => {
    const { clocks, push, records, tell } = await setting();
    for (let n = 0; n < 300; n++) {
      await tell(n % 3 === 0 ? failed(n) : ended(n));
      if (n % 10 === 0) await clocks.pass(1000);
    }
    await clocks.pass(40_000);
    await until(() => push.told.length === 2);
    expect(push.titles[1]).toBe('200 of 299 ended, 99 failed');
    await until(() => records.list().every(({ sendings }) => sendings?.[0]?.state === 'sent'));
    expect(records.list()).toHaveLength(300);
  });

  it('[ALERT12] what a service cannot take now is tried again, and is too late after a day', async () => {
    const { clocks, push, records, tell } = await setting();
    const alert = failed(1);
    push.next = () => ({ ok: false, why: 'It has trouble of its own (500).', retry: 'later' });
    await tell(alert);
    await clocks.pass(4000);
    expect(push.told).toHaveLength(1);
    await clocks.pass(2000);
    expect(push.told).toHaveLength(2);
    await clocks.pass(27_000);
    expect(push.told).toHaveLength(2);
    await clocks.pass(3000);
    expect(push.told).toHaveLength(3);
    expect(stateOf(records, alert)).toBe('waiting: It has trouble of its own (500).');
    await clocks.pass(25 * 3600_000, 300_000);
    await until(() => stateOf(records, alert)?.startsWith('failed: Too late') === true);
    expect(push.told.length).toBeLessThan(60);
  });

  it('[ALERT12] a service that asks to wait is waited for, and one that refuses is not asked again', async () => {
    const { clocks, push, records, tell } = await setting();
    push.next = () => ({ ok: false, why: 'It asks to wait.', retry: { afterMs: 90_000 } });
    await tell(failed(1));
    await clocks.pass(88_000);
    expect(push.told).toHaveLength(1);
    push.next = () => ({ ok: true });
    await clocks.pass(3000);
    await until(() => stateOf(records, failed(1))?.startsWith('sent') !== undefined);
    expect(push.told).toHaveLength(2);
    push.next = () => ({ ok: false, why: 'It refuses it (403).', retry: 'never' });
    const refused = failed(2);
    await tell(refused);
    await clocks.pass(62_000);
    await until(() => stateOf(records, refused) === 'failed: It refuses it (403).');
    const told = push.told.length;
    await clocks.pass(120_000);
    expect(push.told).toHaveLength(told);
  });

  it('[ALERT14] a clock that is set a day forward or back loses nothing and holds nothing up', async () => {
    for (const jump of [24 * 3600_000, -24 * 3600_000]) {
      const { clocks, push, records, tell } = await setting();
      await tell(failed(1), failed(2));
      await until(() => push.told.length === 1);
      clocks.wall += jump;
      await tell(failed(3));
      await clocks.pass(62_000);
      await until(() => push.told.length === 2);
      expect(push.titles[1]).toBe('2 failed');
      const order = records.list().map(({ alert }) => alert.name);
      if (jump > 0) expect(order[0]).toBe('train3');
      vi.useRealTimers();
    }
  });

  it('[ALERT15] a page that shows the session and says so is all that is told; else the push goes out', async () => {
    const answers: ((shown: boolean) => void)[] = [];
    const show = () => new Promise<boolean>((resolve) => answers.push(resolve));
    const { clocks, push, records, tell } = await setting({ show });
    const [seen, unseen] = [failed(1), failed(2)];
    await tell(seen, unseen);
    expect(push.told).toHaveLength(0);
    answers[0]?.(true);
    answers[1]?.(false);
    await until(() => push.told.length === 1);
    await clocks.pass(1000);
    expect(stateOf(records, seen)).toBe('skipped: It was shown on a page of the device.');
    expect(push.titles).toEqual(['train2 failed with exit 1']);
  });

  it('[ALERT10] what quiet hours held comes as one when they are over', async () => {
    const quiet = { from: '11:00', to: '12:30', failuresBreak: false };
    const settings = { ...usual, quiet };
    const { clocks, push, records, tell } = await setting({
      listenerOf: () => ({ view: null, settings }),
    });
    await tell(ended(1), failed(2));
    await clocks.pass(29 * 60_000, 30_000);
    expect(push.told).toHaveLength(0);
    expect(records.list().map(({ sendings }) => sendings?.[0]?.why)).toEqual(
      Array(2).fill('Quiet hours until 12:30.'),
    );
    await clocks.pass(2 * 60_000, 30_000);
    await until(() => push.told.length === 1);
    expect(push.titles).toEqual(['During quiet hours: 1 of 2 ended, 1 failed']);
  });

  it('[ALERT16] a fallback tells once every push was tried in vain, and is skipped when one was accepted', async () => {
    const webhook = new TestChannel('webhook', 'chat');
    webhook.all = [{ to: 'chat', when: 'fallback' }];
    const push = new TestChannel('push', 'phone', 'tablet');
    const { clocks, records, tell } = await setting({ channels: [push, webhook] }, push);
    const accepted = failed(1);
    await tell(accepted);
    await until(() => stateOf(records, accepted, 'webhook') === 'skipped: A push was accepted.');
    push.next = () => ({ ok: false, why: 'It cannot be reached.', retry: 'later' });
    await clocks.pass(61_000);
    await tell(failed(2));
    await until(() => webhook.told.length === 1);
    expect(webhook.titles).toEqual(['train2 failed with exit 1']);
  });

  it('[ALERT3] a session that is removed before its alert was sent takes it along', async () => {
    const { clocks, push, records, tell } = await setting();
    const gone = failed(2);
    await tell(failed(1), gone);
    await until(() => push.told.length === 1);
    await records.removeOf(gone.session ?? '');
    await clocks.pass(70_000);
    expect(push.titles).toEqual(['train1 failed with exit 1']);
    expect((await testRecords(records.folder)).get(gone.id)).toBeNull();
  });

  it('[ALERT17] at the start up to three that were missed are told one by one, more as one', async () => {
    for (const [count, titles] of [
      [3, [1, 2, 3].map((n) => `train${n} failed with exit 1`)],
      [4, ['4 failed']],
    ] as const) {
      const records = await testRecords();
      for (let n = 1; n <= count; n++) await records.add(failed(n));
      const { push } = await setting({}, undefined, await testRecords(records.folder));
      await until(() => push.told.length === titles.length);
      expect(push.titles).toEqual(titles);
      vi.useRealTimers();
    }
  });

  it('[ALERT18] the text stays out of a notification where the device hides it', async () => {
    const settings = { ...usual, hideText: true };
    const { push, tell } = await setting({
      ...{ listenerOf: () => ({ view: null, settings }), unseenOf: () => 7 },
    });
    await tell(failed(1));
    await until(() => push.told.length === 1);
    expect(push.told[0]?.message).toMatchObject({ text: '', unseen: 7 });
  });
});
