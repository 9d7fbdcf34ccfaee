// Alerts for tests, and channels that keep what they were told.
import { mkdtemp, rm } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import type { Channel, Message, Sent, Target } from '../../server/alerts/channels/channel.ts';
import { keyOf } from '../../server/alerts/key.ts';
import { Outbox, type OutboxParts } from '../../server/alerts/outbox.ts';
import { Records } from '../../server/alerts/records.ts';
import type { Alert, DeviceAlerts } from '../../server/protocol/alerts.ts';
import { parseSessionId } from '../../server/protocol/names.ts';

export const usual: DeviceAlerts = {
  ...{ kinds: {}, quiet: null, timeZone: 'UTC', language: 'en', hideText: false },
};

const sessionIds = (n: number) => parseSessionId(`sess${String(n).padStart(4, '0')}`);

/** Of session number `n`. */
export function failed(n: number, fields: Partial<Alert> = {}): Alert {
  const name = `train${n}`;
  return {
    id: keyOf(n, 'end', JSON.stringify(fields)),
    kind: 'failed',
    session: sessionIds(n),
    ...{ name, machine: 'box', level: 'critical', title: `${name} failed with exit 1` },
    ...{ text: 'no data', at: new Date().toISOString(), line: null },
    ...fields,
  };
}

export const ended = (n: number) =>
  failed(n, { kind: 'ended', level: 'info', title: `train${n} ended` });

export async function testRecords(folder?: string, now?: () => number): Promise<Records> {
  const made = folder ?? (await mkdtemp('/tmp/oa-'));
  if (folder === undefined)
    onTestFinished(() => rm(made, { recursive: true, force: true, maxRetries: 9 }));
  return Records.open(made, now);
}

/** Answers as `next` says; keeps each message. */
export class TestChannel implements Channel {
  readonly name: Channel['name'];
  readonly told: { to: string; message: Message }[] = [];
  next: (message: Message) => Sent | Promise<Sent> = () => ({ ok: true });
  all: Target[];

  constructor(name: Channel['name'], ...to: string[]) {
    this.name = name;
    this.all = to.map((each) => ({ to: each, when: 'always' }));
  }

  async targets(): Promise<Target[]> {
    return this.all;
  }

  async send(message: Message, to: string): Promise<Sent> {
    this.told.push({ to, message });
    return this.next(message);
  }

  get titles(): string[] {
    return this.told.map(({ message }) => message.title);
  }
}

/** An outbox whose clocks stand in `clock`, to be moved with fake timers. */
export function testOutbox(records: Records, parts: Partial<OutboxParts>): Outbox {
  const outbox = new Outbox({
    records,
    channels: [],
    subjectOf: () => ({ bell: null, isShell: false }),
    listenerOf: () => ({ view: null, settings: usual }),
    unseenOf: () => 0,
    show: () => null,
    bug: (error) => {
      throw error;
    },
    ...parts,
  });
  onTestFinished(() => outbox.close());
  return outbox;
}
