// An outbox of a process of its own, killed with SIGKILL at random moments while things happen and a service
// answers late, or not: what had happened is told all the same.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Message } from '../../server/alerts/channels/channel.ts';
import { readRecord, recordIds } from '../../server/alerts/record.ts';
import { failed } from './alerts.ts';

const kills = process.env.OUTLIVE_SOAK ? 150 : 20;
const patienceMs = 20_000 + kills * 1000;

async function builtOutbox(folder: string): Promise<string> {
  const outfile = join(folder, 'outbox.mjs');
  const entry = fileURLToPath(new URL('./killed-outbox.ts', import.meta.url));
  const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20.19' } as const;
  await build({ ...options, entryPoints: [entry], outfile, logLevel: 'warning' });
  return outfile;
}

interface Told {
  readonly ids: Set<string>;
  /** Messages with something in them that had been told. */
  again: number;
}

/** Counts what it is told, by id. One request in five fails, and none is answered at once. */
async function service(told: Told): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => {
      body += bytes;
    });
    request.on('end', async () => {
      const fails = Math.random() < 0.2;
      await delay(Math.random() * 6);
      const { id, of = [id] } = JSON.parse(body) as Message;
      if (!fails && of.some((each) => told.ids.has(each))) told.again++;
      if (!fails) for (const each of of) told.ids.add(each);
      response.writeHead(fails ? 500 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

it(`[ALERT19] over ${kills} kills of the process that tells, nothing that happened is left untold`, {
  timeout: patienceMs,
}, async () => {
  const folder = await mkdtemp('/tmp/ok-');
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 9 }));
  const [records, log] = [join(folder, 'alerts'), join(folder, 'log')];
  await writeFile(log, '');
  const told: Told = { ids: new Set(), again: 0 };
  const url = await service(told);
  const script = await builtOutbox(folder);
  let child: ChildProcess | null = null;
  onTestFinished(() => void child?.kill('SIGKILL'));
  const start = async () => {
    child = spawn(process.execPath, [script, records, log, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return child;
  };
  let happened = 0;
  const happen = () => appendFileSync(log, `${JSON.stringify(failed(++happened))}\n`);

  for (let kill = 0; kill < kills; kill++) {
    const running = await start();
    const gone = new Promise((resolve) => running.once('exit', resolve));
    // Some are killed before they are up, some while nothing happens.
    if (kill % 4 !== 0) await new Promise((resolve) => running.stdout?.once('data', resolve));
    for (let event = 0; event < 3; event++) {
      happen();
      await delay(Math.random() * 8);
    }
    running.kill('SIGKILL');
    await gone;
  }
  await start();
  await vi.waitFor(() => expect(told.ids.size).toBe(happened), { timeout: 15_000, interval: 50 });
  await vi.waitFor(
    async () => {
      const ids = await recordIds(records);
      const states = ids.map((id) => readRecord(records, id)?.sendings?.[0]?.state);
      expect(new Set(states)).toEqual(new Set(['sent']));
    },
    { timeout: 15_000, interval: 50 },
  );
  // A kill finds one message on its way at most.
  expect(told.again).toBeLessThanOrEqual(kills);
  if (process.env.OUTLIVE_SOAK)
    console.log(`${happened} told over ${kills} kills, ${told.again} messages twice`);
});
