// A sweep over two GPUs that nothing but leases keep apart: nvidia-smi says both are free all the time.
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { thisMachine } from '../../server/identity/machine.ts';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { type Outlive, outlive, untilSaid } from '../cli/outlive.ts';
import { TestDevice } from '../gateway/gateways.ts';
import { until } from '../sessions/harness.ts';
import { standIns } from './stand-ins.ts';

/** A gateway in a process of its own, which can be killed. */
async function serve(product: Outlive): Promise<{ gateway: ChildProcess; device: TestDevice }> {
  const gateway = product.start('serve', '--listen', '127.0.0.1:0');
  const said = await untilSaid(gateway.stdout, /http:\/\/127\.0\.0\.1:\d+/);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  const { code } = JSON.parse((await product.run('pair', '--json')).stdout);
  const paired = await fetch(`${url}/api/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, device: 'phone' }),
  });
  const { token, deviceId } = (await paired.json()) as { token: string; deviceId: string };
  return { gateway, device: new TestDevice(url, token, deviceId) };
}

test('[JOB4] a sweep of six over two GPUs runs two at a time, none shared, whoever is killed on the way', async () => {
  const { home, bin, nvidia, write } = standIns();
  nvidia([0, 0]);
  write('home/.profile', `PATH=${bin}:$PATH\n`);
  const events = join(home, 'events');
  writeFileSync(events, '');
  const product = outlive({ HOME: home, PATH: `${bin}:${process.env.PATH}` });
  let { gateway, device } = await serve(product);

  // Each holds its GPU until it is told to let go.
  const command = `echo "start $CUDA_VISIBLE_DEVICES $OUTLIVE_SESSION_NAME" >> events
until [ -e "release.$OUTLIVE_SESSION_NAME" ]; do sleep 0.05; done
echo "end $CUDA_VISIBLE_DEVICES $OUTLIVE_SESSION_NAME" >> events`;
  const names = ['lr1', 'lr2', 'lr3', 'lr4', 'lr5', 'lr6'];
  for (const name of names) {
    const job = { name, command, cwd: home, startWhen: { gpus: 1 } };
    const { status, body } = await device.call('POST /api/sessions', job);
    expect(status, JSON.stringify(body)).toBe(201);
  }
  const lines = () => readFileSync(events, 'utf8').trim().split('\n').filter(Boolean);
  const started = (count: number) =>
    until(`${count} have started`, () => {
      const names_ = lines().filter((line) => line.startsWith('start'));
      return names_.length >= count && names_.map((line) => line.split(' ')[2] ?? '');
    });
  const all = async () => (await device.call('GET /api/sessions')).body as SessionSummary[];
  const release = (name: string) => writeFileSync(join(home, `release.${name}`), '');

  const [first = '', second = ''] = await started(2);
  expect(new Set(lines().map((line) => line.split(' ')[1]))).toEqual(new Set(['0', '1']));

  gateway.kill('SIGKILL');
  ({ gateway, device } = await serve(product));
  const waiting = await until('four wait', async () => {
    const now = (await all()).filter(({ waitingFor }) => waitingFor !== null);
    return now.length === 4 && now;
  });
  for (const session of waiting) {
    expect(session).toMatchObject({ state: 'running', waitingFor: '1 free GPU', startedAt: null });
  }
  const had = (await device.call('GET /api/gpus')).body.gpus.map(
    (gpu: { sessions: { name: string }[] }) => gpu.sessions.map(({ name }) => name),
  );
  expect(had.flat().sort()).toEqual([first, second].sort());
  expect(had.map((each: string[]) => each.length)).toEqual([1, 1]);

  // The waiter of one that waits: it ends, and keeps nothing from the others.
  const victim = waiting[0]?.name ?? '';
  const folder = join(product.stateDir, thisMachine().id, 's', waiting[0]?.id ?? '');
  const { waiter } = JSON.parse(readFileSync(join(folder, 'waiting.json'), 'utf8'));
  // From a copy: the installation may go.
  const words = readFileSync(`/proc/${waiter.pid}/cmdline`, 'latin1');
  expect(words).toMatch(/\/runtime\/[0-9a-f]{16}\/outlive\.cjs\0wait-gpu\0/);
  process.kill(waiter.pid, 'SIGKILL');
  await until('it has ended', async () =>
    (await all()).find(({ name, state }) => name === victim && state === 'ended'),
  );

  // The script of one that runs: its GPU is free for the next.
  const pid = (await all()).find(({ name }) => name === first)?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  const [, , third = ''] = await started(3);
  release(second);
  const [, , , fourth = ''] = await started(4);
  release(third);
  const [, , , , fifth = ''] = await started(5);
  release(fourth);
  release(fifth);
  const ends = await until('all have ended', async () => {
    const now = await all();
    return now.every(({ state }) => state === 'ended') && now;
  });

  expect(ends.filter(({ exitCode }) => exitCode === 0)).toHaveLength(4);
  expect(ends.find(({ name }) => name === victim)).toMatchObject({ exitCode: 1 });
  expect(ends.find(({ name }) => name === first)).toMatchObject({ signal: 'SIGKILL' });
  // On each GPU one after the other: whoever starts finds that the one before has ended.
  for (const gpu of ['0', '1']) {
    const here = lines().filter((line) => line.split(' ')[1] === gpu);
    const holders: string[] = [];
    for (const line of here) {
      const [what = '', , name = ''] = line.split(' ');
      if (what === 'start') expect(holders.filter((each) => each !== first)).toEqual([]);
      if (what === 'start') holders.push(name);
      else holders.splice(holders.indexOf(name), 1);
    }
  }
}, 60_000);
