import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { SessionSummary } from '../../../server/protocol/session.ts';
import type { StateDirectory } from '../../../server/sessions/state-directory.ts';
import { type StandIns, standIns } from '../../machine/stand-ins.ts';
import { until } from '../../sessions/harness.ts';
import { type TestDevice, TestGateway, testState } from '../gateways.ts';

interface Machine extends StandIns {
  readonly state: StateDirectory;
  readonly gateway: TestGateway;
  readonly device: TestDevice;
}

/** A gateway on a machine whose home and programs are the test's own. */
async function machine(prepare: (parts: StandIns) => void = () => {}): Promise<Machine> {
  const parts = standIns();
  prepare(parts);
  vi.stubEnv('HOME', parts.home);
  vi.stubEnv('PATH', `${parts.bin}:${process.env.PATH}`);
  // What a login begins with on this machine is not the test's: it finds the programs by its profile.
  parts.write('home/.profile', `PATH=${parts.bin}:$PATH\n`);
  const state = await testState();
  const gateway = await TestGateway.start(state);
  return { ...parts, state, gateway, device: await gateway.pair() };
}

async function start(device: TestDevice, job: object): Promise<SessionSummary> {
  const { status, body } = await device.call('POST /api/sessions', job);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

async function ended(device: TestDevice, name: string): Promise<SessionSummary> {
  return until(`${name} has ended`, async () => {
    const { body } = await device.call(`GET /api/sessions/${name}`);
    return body.state === 'ended' && body;
  });
}

async function log(device: TestDevice, name: string): Promise<string> {
  return (await device.call(`GET /api/sessions/${name}/log`)).body;
}

describe('jobs', () => {
  it('[JOB1] a job is a script: its folder, its environment, its GPUs, then the command', async () => {
    const { device, home, ...parts } = await machine((made) => {
      made.conda(['torch']);
      made.nvidia([0, 0]);
    });
    mkdirSync(join(home, "it's $(here)"));
    const folder = join(home, "it's $(here)");
    const job = {
      command: 'echo "$PWD|$CONDA_DEFAULT_ENV|$CUDA_VISIBLE_DEVICES|$LR"\npython x.py',
      ...{ name: 'exp01', cwd: folder, environment: { conda: 'torch' }, gpus: [1] },
      env: { LR: "0.1 'x' $y" },
    };
    const checked = await device.call('POST /api/preflight', job);
    expect(checked.body).toMatchObject({ problems: [], name: 'exp01', cwd: folder });
    expect(checked.body.python.version).toBe('3.11.5');
    const { id } = await start(device, job);
    await ended(device, 'exp01');
    expect((await log(device, 'exp01')).split('\n').slice(0, 2)).toEqual([
      `${folder}|torch|1|0.1 'x' $y`,
      'Python 3.11.5',
    ]);
    const kept = readFileSync(join(parts.state.sessionsDir, id, 'script'), 'utf8');
    expect(kept).toBe(checked.body.script);
    const shown = await device.call('GET /api/sessions/exp01/job');
    expect(shown.body).toEqual({ job, script: kept, nextName: 'exp02' });
  });

  it('[JOB2] `env` inside shows nothing of ours but the session and its name', async () => {
    vi.stubEnv('npm_config_x', '1');
    vi.stubEnv('NODE_ENV', 'test');
    const { device } = await machine();
    const { id } = await start(device, { name: 'env', command: 'env', cwd: '/tmp' });
    await ended(device, 'env');
    const names = (await log(device, 'env')).match(/^\w+(?==)/gm) ?? [];
    expect(names.filter((name) => /^(OUTLIVE|npm|NODE)/i.test(name)).sort()).toEqual([
      'OUTLIVE_SESSION',
      'OUTLIVE_SESSION_NAME',
    ]);
    expect(await log(device, 'env')).toContain(`OUTLIVE_SESSION=${id}`);
  });

  it('[JOB3] a job waits for another to end well, says so, and then runs', async () => {
    const { device, home } = await machine();
    await start(device, { name: 'first', command: 'cat; exit 0', cwd: home });
    const job = { name: 'second', command: 'echo began', cwd: home };
    const second = await start(device, { ...job, startWhen: { after: 'first' } });
    expect(second).toMatchObject({ state: 'running', waitingFor: 'first', startedAt: null });
    await device.call('POST /api/sessions/first/input', { text: '\u0004' });
    const over = await ended(device, 'second');
    expect(over).toMatchObject({ exitCode: 0, waitingFor: null });
    expect(Date.parse(over.startedAt ?? '')).toBeGreaterThan(Date.parse(over.created));
    expect(await log(device, 'second')).toContain('began');
  });

  it('[JOB3] after a bad end it does not start; unless any end will do', async () => {
    const { device, home } = await machine();
    await start(device, { name: 'bad', command: 'exit 3', cwd: home });
    await ended(device, 'bad');
    const job = { command: 'echo began', cwd: home };
    await start(device, { ...job, name: 'strict', startWhen: { after: 'bad' } });
    await start(device, { ...job, name: 'any', startWhen: { after: 'bad', anyway: true } });
    const strict = await ended(device, 'strict');
    expect(strict).toMatchObject({ exitCode: 1, reason: 'exit' });
    expect(strict.lastLines.at(-1)).toBe('bad did not end well, so strict does not start.');
    await ended(device, 'any');
    expect(await log(device, 'any')).toContain('began');
  });
});
