// Sessions, locks and folders that were recorded in another PID namespace, or on another machine.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machineName, thisMachine } from '../../server/identity/machine.ts';
import { standIns } from '../machine/stand-ins.ts';
import { until } from '../sessions/harness.ts';
import { canUnshare } from '../sessions/strangers.ts';
import { runIn, startContainer } from './containers.ts';
import { type Outlive, outlive } from './outlive.ts';

const here = machineName(hostname());
const otherBoot = '11111111-2222-3333-4444-555555555555';
const otherMachine = '0123456789abcdef0123456789abcdef';
const job = 'while :; do date; sleep 0.1; done';

test.skipIf(!canUnshare)(
  '[SESS33] from another PID namespace a session runs elsewhere: it is read, not judged, ended or removed',
  async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', job);
    const within = (...words: string[]) => runIn(cli, { pids: true }, ...words);
    expect((await within('ls')).stdout).toMatch(/^train: runs elsewhere \(created /);
    expect(JSON.parse((await within('ls', '--json')).stdout)).toMatchObject([
      { name: 'train', state: 'running', pid: null, elsewhere: 'namespace', machine: here },
    ]);
    for (const words of [['rm'], ['kill-session'], ['rename-session', 'other']]) {
      const [verb = '', ...more] = words;
      const refused = await within(verb, '-t', 'train', ...more);
      expect([refused.status, refused.stderr]).toEqual([
        1,
        expect.stringContaining('runs elsewhere'),
      ]);
    }
    expect((await within('logs', '-t', 'train', '-n', '1')).status).toBe(0);
    // Its name stays taken, and what is started there is as strange from here.
    expect((await within('new', '-d', '-s', 'train', 'true')).stderr).toContain('running already');
    expect((await cli.run('ls')).stdout).toMatch(/^train: running/);
  },
);

test.skipIf(!canUnshare)(
  '[SESS34] a gateway in another PID namespace holds its lock; killed with its container it does not',
  async () => {
    const cli = outlive();
    const container = startContainer(cli, { hostname: 'c1' });
    const served = await container.run('serve', '-d', '--listen', '127.0.0.1:0');
    expect(served.stdout).toContain('It runs in the background');
    expect(await cli.run('serve', '-d', '--listen', '127.0.0.1:0')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('in another container or PID namespace'),
    });
    // Nor is it stopped from here: its number is another process's.
    expect(await cli.run('serve', '-d', '--replace')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('in another container or PID namespace'),
    });
    await container.run('new', '-d', '-s', 'train', job);
    expect((await cli.run('ls')).stdout).toContain('train: runs elsewhere');
    const folders = readdirSync(cli.stateDir);
    await container.kill();
    // Made anew it has another hostname, and finds its sessions, its devices and its lock again.
    const next = startContainer(cli, { hostname: 'c2' });
    await until('its end is seen', async () => (await next.run('ls')).stdout.includes('lost'));
    expect((await next.run('serve', '-d', '--listen', '127.0.0.1:0')).status).toBe(0);
    expect((await next.run('rm', '-t', 'train')).status).toBe(0);
    expect(readdirSync(cli.stateDir)).toEqual(folders);
    await next.kill();
  },
);

test.skipIf(!canUnshare)(
  '[JOB24] a GPU that was taken in another PID namespace is taken; one who waited there and was killed waits for none',
  async () => {
    const { bin, nvidia } = standIns();
    nvidia([0, 0]);
    const cli = outlive({ PATH: `${bin}:${process.env.PATH}` });
    const [taker, waiter] = [startContainer(cli, {}), startContainer(cli, {})];
    expect((await taker.run('wait-gpu', '--count', '1')).stdout).toBe('0\n');
    const both = ['wait-gpu', '--count', '2', '--timeout', '0'];
    expect(await cli.run(...both)).toMatchObject({ status: 124 });
    void waiter.run('wait-gpu', '--count', '2');
    const gpus = join(cli.stateDir, thisMachine().id, 'gpus');
    await until('it waits', () => readdirSync(gpus).some((name) => name.endsWith('.waiting')));
    await Promise.all([taker.kill(), waiter.kill()]);
    const one = ['wait-gpu', '--count', '1', '--timeout', '5'];
    // Who took the first one outside of any session may live still, for all that can be seen here.
    expect(await cli.run(...one)).toMatchObject({ status: 0, stdout: '1\n' });
    expect(readdirSync(gpus).filter((name) => name.endsWith('.waiting'))).toEqual([]);
  },
);

test.skipIf(!canUnshare)(
  '[SESS35] a hostname that changes takes sessions and devices along, and after the next boot, too',
  async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', job);
    const renamed = { hostname: 'renamed' };
    expect((await runIn(cli, renamed, 'ls')).stdout).toMatch(/^train: running \(created /);
    expect((await runIn(cli, renamed, 'rm', '-t', 'train')).stderr).toContain('still running');
    expect((await runIn(cli, renamed, 'kill-session', '-t', 'train')).status).toBe(0);
    const rebooted = { ...renamed, bootId: otherBoot };
    expect((await runIn(cli, rebooted, 'rm', '-t', 'train')).status).toBe(0);
    expect((await cli.run('ls')).stderr).toContain('no sessions');
    expect(machinesIn(cli)).toHaveLength(1);
  },
);

test.skipIf(!canUnshare).each([
  ['a clone: the same machine-id, another hostname', { hostname: 'clone', bootId: otherBoot }],
  ['a machine called the same', { machineId: otherMachine, bootId: otherBoot }],
])('[SESS36] %s is another machine, whose sessions are its own', async (_, around) => {
  const cli = outlive();
  await cli.run('new', '-d', '-s', 'train', job);
  expect((await runIn(cli, around, 'ls')).stdout).toMatch(/^train: running on (another )?\S+ \(/);
  for (const verb of ['rm', 'kill-session'])
    expect((await runIn(cli, around, verb, '-t', 'train')).stderr).toContain(`lives on ${here}`);
  expect(machinesIn(cli)).toHaveLength(2);
  expect((await cli.run('ls')).stdout).toMatch(/^train: running \(/);
});

test.skipIf(!canUnshare)(
  '[SESS36] where two machines cannot be told apart, what writes since our boot is not ours to judge',
  async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', job);
    const twin = { bootId: otherBoot };
    expect((await runIn(cli, twin, 'ls')).stdout).toContain('train: runs elsewhere');
    expect((await runIn(cli, twin, 'rm', '-t', 'train')).status).toBe(1);
  },
);

test.skipIf(!canUnshare)(
  '[SESS37] a folder of the first versions, named by the hostname, is taken over as it is, by one machine',
  async () => {
    const cli = outlive();
    const old = join(cli.stateDir, here);
    mkdirSync(join(old, 's'), { recursive: true, mode: 0o700 });
    for (const folder of [old, join(old, 's')]) expect(existsSync(folder)).toBe(true);
    await cli.run('new', '-d', '-s', 'train', job);
    const [id = ''] = readdirSync(join(old, 's'));
    forgetNamespace(join(old, 's', id));
    rmSync(join(old, 'machine.json'));
    expect((await cli.run('ls')).stdout).toMatch(/^train: running \(/);
    // A second machine of that name, at the same home: the folder is the first one's.
    const second = { machineId: otherMachine, bootId: otherBoot };
    expect((await runIn(cli, second, 'ls')).stdout).toContain('train: running on another');
    expect(readdirSync(cli.stateDir)).toHaveLength(2);
    expect((await cli.run('kill-session', '-t', 'train')).status).toBe(0);
    expect((await cli.run('rm', '-t', 'train')).status).toBe(0);
    expect(readdirSync(join(old, 's'))).toEqual([]);
  },
);

test.skipIf(!canUnshare)(
  '[SESS33] where /proc is another namespace’s, nothing is judged at all',
  async () => {
    const cli = outlive();
    await cli.run('new', '-d', '-s', 'train', job);
    const words = ['--pid', '--fork', ...cli.program, 'rm', '-t', 'train'];
    const { execFile } = process.getBuiltinModule('node:child_process');
    const said = await new Promise<string>((resolve) => {
      execFile('unshare', words, { env: cli.env }, (_, __, stderr) => resolve(stderr));
    });
    expect(said).toContain('the processes of another PID namespace');
    expect((await cli.run('ls')).stdout).toMatch(/^train: running \(/);
  },
);

/** As the first versions wrote it. */
function forgetNamespace(sessionDir: string): void {
  for (const [file, key] of [
    ['host.json', null],
    ['spec.json', 'launcher'],
  ] as const) {
    const path = join(sessionDir, file);
    const value = JSON.parse(readFileSync(path, 'utf8'));
    delete (key === null ? value : value[key]).pidNamespace;
    writeFileSync(path, JSON.stringify(value));
  }
}

function machinesIn({ stateDir }: Outlive): string[] {
  return readdirSync(stateDir);
}
