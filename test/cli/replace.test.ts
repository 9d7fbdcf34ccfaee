// An upgrade while a gateway serves: the new one takes its place, sessions notice nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processIdentity } from '../../server/identity/process-identity.ts';
import { openStateDirectory } from '../../server/sessions/state-directory.ts';
import { until } from '../sessions/harness.ts';
import { outlive, untilSaid } from './outlive.ts';

const address = /127\.0\.0\.1:\d+/;
const healthy = async (listen: string) =>
  (await fetch(`http://${listen}/healthz`).catch(() => null))?.status === 200;

test('[PACK5] serve --replace takes the place of the gateway that serves, at its address', async () => {
  const cli = outlive();
  const first = cli.start('serve', '--listen', '127.0.0.1:0');
  const listen = address.exec(await untilSaid(first.stdout, address))?.[0] ?? '';
  await cli.run(
    'new',
    '-d',
    '-s',
    'count',
    'n=0; while :; do n=$((n+1)); echo $n; sleep 0.1; done',
  );
  const gone = once(first, 'exit');
  const second = cli.start('serve', '--replace');
  const said = await untilSaid(second.stdout, address);
  expect(address.exec(said)?.[0]).toBe(listen);
  expect(await gone).toEqual([0, null]);
  expect(await healthy(listen)).toBe(true);
  expect(JSON.parse((await cli.run('ls', '--json')).stdout)).toMatchObject([{ state: 'running' }]);
});

test('[PACK5] serve --replace -d does so in the background; where nothing serves it just serves', async () => {
  const cli = outlive();
  const first = await cli.run('serve', '-d', '--replace', '--listen', '127.0.0.1:0');
  const listen = address.exec(first.stdout)?.[0] ?? '';
  const pid = Number(/kill (\d+)/.exec(first.stdout)?.[1]);
  const second = await cli.run('serve', '-d', '--replace');
  const next = Number(/kill (\d+)/.exec(second.stdout)?.[1]);
  onTestFinished(() => void process.kill(next, 'SIGKILL'));
  expect(next).not.toBe(pid);
  await until('the first has ended', () => processIdentity(pid) === null);
  expect(await healthy(listen)).toBe(true);
});

test('[PACK5] a gateway that hangs is told of after 5 s, and nothing else is started', async () => {
  const cli = outlive();
  const first = cli.start('serve', '--listen', '127.0.0.1:0');
  await untilSaid(first.stdout, address);
  process.kill(first.pid ?? 0, 'SIGSTOP');
  const { status, stderr } = await cli.run('serve', '--replace');
  expect(status).toBe(1);
  expect(stderr).toContain(
    `(process ${first.pid}) did not stop within 5 s. "kill -9 ${first.pid}"`,
  );
});

test('[PACK5] without --replace, who serves already is told with the words that replace it', async () => {
  const cli = outlive();
  const first = cli.start('serve', '--listen', '127.0.0.1:0');
  await untilSaid(first.stdout, address);
  const { status, stderr } = await cli.run('serve', '--listen', '127.0.0.1:0');
  expect([status, stderr]).toEqual([1, expect.stringContaining('outlive serve --replace')]);
});

test('[PACK6] --version tells the parts apart, and which of them serves', async () => {
  const cli = outlive();
  const { stdout } = await cli.run('--version');
  expect(stdout).toMatch(
    /^outlive \d+\.\d+\.\d+\n {2}gateway {2}[0-9a-f]{12}\n {2}host {5}[0-9a-f]{12}\n/,
  );
  const first = cli.start('serve', '--listen', '127.0.0.1:0');
  await untilSaid(first.stdout, address);
  const after = (await cli.run('--version')).stdout;
  expect(after).toContain(
    `running  gateway ${/outlive (\S+)/.exec(after)?.[1]}, this build (process ${first.pid})`,
  );
});

test('[PACK7] copies that nothing runs from are removed when a gateway starts; a session keeps its own', async () => {
  const cli = outlive();
  await cli.run('new', '-d', '-s', 'held', 'sleep 300');
  const state = openStateDirectory({ OUTLIVE_STATE_DIR: cli.stateDir });
  const inRuntimes = (name: string) => join(state.runtimeDir, name);
  const [inUse = ''] = readdirSync(state.runtimeDir);
  const [old, unused, young] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc'];
  const anHourAgo = Date.now() / 1000 - 3700;
  for (const name of [old, unused, young]) {
    cpSync(inRuntimes(inUse), inRuntimes(name), { recursive: true });
    if (name !== young) utimesSync(inRuntimes(name), anHourAgo, anHourAgo);
  }
  // Runs from an old copy, as a session of an earlier version does.
  const idle = 'setInterval(() => {}, 1000)';
  const runs = spawn(process.execPath, ['-e', idle, join(inRuntimes(old), 'main.cjs')]);
  onTestFinished(() => void runs.kill('SIGKILL'));
  const gateway = cli.start('serve', '--listen', '127.0.0.1:0');
  await untilSaid(gateway.stdout, address);
  await until('the unused copy is gone', () => !existsSync(inRuntimes(unused)));
  expect(readdirSync(state.runtimeDir).sort()).toEqual([inUse, old, young].sort());
});

test('[PACK11] an older Outlive touches nothing of a state directory whose format it does not know', async () => {
  const cli = outlive();
  await cli.run('new', '-d', '-s', 'held', 'sleep 300');
  const { machineDir } = openStateDirectory({ OUTLIVE_STATE_DIR: cli.stateDir });
  const record = join(machineDir, 'machine.json');
  const before = readFileSync(record, 'utf8');
  writeFileSync(record, before.replace('"version":1', '"version":2,"more":true'));
  const files = () =>
    readdirSync(cli.stateDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/output|transcript|view/.test(name))
      .sort();
  const there = files();
  for (const words of [
    ['ls'],
    ['new', '-d', 'true'],
    ['serve', '-d'],
    ['kill-session', '-t', 'held'],
  ]) {
    const { status, stderr } = await cli.run(...words);
    expect([status, stderr]).toEqual([1, expect.stringContaining('written by a newer Outlive')]);
  }
  expect(files()).toEqual(there);
  writeFileSync(record, before);
  expect((await cli.run('ls')).stdout).toMatch(/^held: running/);
});
