// A process to be killed at any moment: reads what happened out of a file that grows, as the gateway reads it
// out of logs, and tells it over HTTP. Arguments: the folder of records, the file, the address.
import { readFileSync, watch } from 'node:fs';
import { request } from 'node:http';
import type { Channel, Message, Sent } from '../../server/alerts/channels/channel.ts';
import { Outbox } from '../../server/alerts/outbox.ts';
import { Records } from '../../server/alerts/records.ts';
import type { Alert } from '../../server/protocol/alerts.ts';

const [folder = '', file = '', url = ''] = process.argv.slice(2);

const channel: Channel = {
  name: 'webhook',
  targets: async () => [{ to: 'service', when: 'always' }],
  send: (message: Message) =>
    new Promise<Sent>((resolve) => {
      const again = { ok: false, why: 'It cannot be reached.', retry: { afterMs: 5 } } as const;
      request(url, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode === 200 ? { ok: true } : again);
      })
        .on('error', () => resolve(again))
        .end(JSON.stringify(message));
    }),
};

const records = await Records.open(folder);
const outbox = new Outbox({
  ...{ records, channels: [channel], show: () => null, unseenOf: () => 0 },
  ...{ subjectOf: () => ({ bell: null, isShell: false }), listenerOf: () => null },
  pace: () => 0,
  bug: (error) => {
    throw error;
  },
});

async function look(): Promise<void> {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  for (const line of lines) {
    const record = await records.add(JSON.parse(line) as Alert);
    if (record !== null) await outbox.add(record);
  }
}

let looking = Promise.resolve();
watch(file, () => {
  looking = looking.then(look);
});
await look();
await outbox.started();
process.stdout.write('ready\n');
