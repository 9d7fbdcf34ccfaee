import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Gpu, Problem, SessionProcess } from '../../../server/protocol/job-page.ts';
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

const first = ([field]: readonly string[]) => field;

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
    const checked = await device.call('POST /api/preflight?check=1', job);
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
    expect(strict.lastLines.at(-1)).toBe('bad failed; strict was not started.');
    await ended(device, 'any');
    expect(await log(device, 'any')).toContain('began');
  });

  it('[JOB10] the preflight tells what is wrong beside its field, and starts nothing', async () => {
    const { device, home, write } = await machine((made) => made.conda(['torch', 'broken']));
    write('home/miniforge3/envs/broken/broken', '');
    const check = async (job: object, query = '') =>
      (await device.call(`POST /api/preflight${query}`, job)).body;
    const said = async (job: object) =>
      (await check(job)).problems.map((each: Problem) => [each.field, each.kind, each.message]);

    const job = { command: 'python x.py', environment: { conda: 'broken' } };
    const broken = await check(job, '?check=1');
    expect(broken.problems).toEqual([
      {
        ...{ field: 'environment', kind: 'error', message: 'The environment cannot be activated.' },
        detail: 'CondaError: Run "conda init" before "conda activate"',
      },
    ]);
    expect(await said({ command: 'pyhton x.py', environment: { conda: 'torch' } })).toEqual([
      ['command', 'warning', '"pyhton" was not found in this environment. Check its spelling.'],
    ]);
    expect(await said({ cwd: '~/vanished' })).toEqual([
      ['cwd', 'error', `The folder ${home}/vanished does not exist. Choose one that does.`],
    ]);
    expect(await said({ gpus: [7] })).toEqual([
      ['gpus', 'error', 'There are no GPUs on this computer. Start it without.'],
    ]);
    expect((await said({ name: 'no good', startWhen: { after: 'nobody' } })).map(first)).toEqual([
      'name',
      'startWhen',
    ]);
    expect(await check({ command: 'LR=1 bash x.sh' })).toMatchObject({ name: 'x', problems: [] });
    expect((await device.call('GET /api/sessions')).body).toEqual([]);
  });

  it('[JOB10] a login that takes for ever does not keep the preflight from answering', async () => {
    const { device, write } = await machine();
    write('home/.profile', 'sleep 1000\n');
    const { body } = await device.call('POST /api/preflight', { command: 'true' });
    expect(body.problems).toMatchObject([{ field: 'environment', kind: 'warning' }]);
  });

  it('[JOB11] a real venv is found, checked and used', async () => {
    const { device, home } = await machine();
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(home, 'net/my env')]);
    const folder = join(home, 'net');
    const { body } = await device.call(
      `GET /api/environments?folder=${encodeURIComponent(folder)}`,
    );
    const [venv] = body.environments;
    expect(venv).toMatchObject({ kind: 'venv', name: 'my env', near: true });
    const job = {
      ...{ name: 'venv', cwd: folder, environment: venv.request },
      command: 'python -c "import sys; print(sys.prefix)"',
    };
    const checked = (await device.call('POST /api/preflight', job)).body;
    expect(checked).toMatchObject({
      ...{ problems: [], program: join(folder, 'my env/bin/python') },
      python: { path: join(folder, 'my env/bin/python'), version: venv.python },
    });
    await start(device, job);
    expect(await ended(device, 'venv')).toMatchObject({ exitCode: 0 });
    expect((await log(device, 'venv')).trim()).toBe(join(folder, 'my env'));
  });

  it('[JOB12] an environment that fails to activate ends the job, its message on the card', async () => {
    const { device, write } = await machine((made) => made.conda(['broken']));
    write('home/miniforge3/envs/broken/broken', '');
    await start(device, { name: 'job', command: 'echo ran', environment: { conda: 'broken' } });
    const over = await ended(device, 'job');
    expect(over).toMatchObject({ exitCode: 1, lastLines: [expect.stringMatching(/^CondaError/)] });
    expect(await log(device, 'job')).not.toContain('ran');
  });

  it('[JOB13] lines of shell text make an environment by themselves or before another', async () => {
    const { device, home } = await machine((made) => made.conda(['torch']));
    const environment = { lines: 'module() { export MODULE="$2"; }\nmodule load cuda/12' };
    const command = 'echo "$MODULE $CONDA_DEFAULT_ENV."';
    await start(device, { name: 'one', cwd: home, command, environment });
    await start(device, {
      ...{ name: 'two', cwd: home, command },
      environment: { ...environment, conda: 'torch' },
    });
    await start(device, { name: 'three', cwd: home, command, environment: { lines: 'false' } });
    await Promise.all(['one', 'two', 'three'].map((name) => ended(device, name)));
    expect(await log(device, 'one')).toContain('cuda/12 .');
    expect(await log(device, 'two')).toContain('cuda/12 torch.');
    expect((await ended(device, 'three')).exitCode).toBe(1);
  });

  it('[JOB14] a shell stays open afterwards, in the environment, however the command ends', async () => {
    const { device, home } = await machine((made) => made.conda(['torch']));
    const job = { cwd: home, environment: { conda: 'torch' }, keepShell: true };
    await start(device, { ...job, name: 'kept', command: 'exit 3' });
    await device.call('POST /api/sessions/kept/input', { text: 'echo "[$CONDA_DEFAULT_ENV]"\n' });
    await until('the shell answers', async () => (await log(device, 'kept')).includes('[torch]\n'));
    expect(await log(device, 'kept')).toContain(
      '[the command ended with exit 3; this shell stays open]',
    );
    const { body } = await device.call('POST /api/sessions/kept/stop', { how: 'terminate' });
    expect(body.survivors).toEqual([]);
  });

  it('[JOB15] a program that handles TERM saves its work, in a job as well', async () => {
    const { device, home, write } = await machine();
    write(
      'home/train.py',
      `import signal, sys, time
def save(*_):
    time.sleep(0.3)
    open('saved', 'w').write('all of it')
    sys.exit(0)
signal.signal(signal.SIGTERM, save)
print('ready', flush=True)
while True: time.sleep(0.05)
`,
    );
    await start(device, { name: 'train', cwd: home, command: 'python3 train.py\necho next' });
    await until('it is ready', async () => (await log(device, 'train')).includes('ready'));
    const running = await device.call('GET /api/sessions/train/processes');
    const python = running.body.processes.find(({ command }: SessionProcess) =>
      command?.includes('train.py'),
    );
    expect(python).toMatchObject({ gpus: [] });
    expect(python.memoryBytes).toBeGreaterThan(1_000_000);
    const { body } = await device.call('POST /api/sessions/train/stop', { how: 'kill' });
    expect(body).toMatchObject({ survivors: [], stillHeld: [] });
    expect(body.ended.map(({ pid }: SessionProcess) => pid)).toContain(python.pid);
    expect(readFileSync(join(home, 'saved'), 'utf8')).toBe('all of it');
    expect(await ended(device, 'train')).toMatchObject({ reason: 'killed', lastLines: [] });
    expect(await log(device, 'train')).not.toContain('next');
  });

  it('[JOB15] so it does under an interactive shell, and under one that would go on', async () => {
    const { device, home, write } = await machine();
    write(
      'home/save.py',
      `import signal, sys, time
def save(*_):
    time.sleep(0.3)
    print('saved', flush=True)
    open(sys.argv[1], 'w').write('all of it')
    sys.exit(0)
signal.signal(signal.SIGTERM, save)
print('ready', flush=True)
while True: time.sleep(0.05)
`,
    );
    await start(device, { name: 'shell', cwd: home });
    await device.call('POST /api/sessions/shell/input', { text: 'python3 save.py one\n' });
    await start(device, {
      ...{ name: 'list', cwd: home },
      command: ['bash', '-c', 'python3 save.py two | tee said; echo > went-on'],
    });
    for (const name of ['shell', 'list']) {
      await until(
        'it is ready',
        async () =>
          (await log(device, name)).includes('\nready') ||
          (await log(device, name)).startsWith('ready'),
      );
      const { body } = await device.call(`POST /api/sessions/${name}/stop`, { how: 'kill' });
      expect(body.survivors).toEqual([]);
      expect(await ended(device, name)).toMatchObject({ reason: 'killed' });
    }
    expect(readFileSync(join(home, 'one'), 'utf8')).toBe('all of it');
    expect(readFileSync(join(home, 'two'), 'utf8')).toBe('all of it');
    expect(readFileSync(join(home, 'said'), 'utf8')).toBe('ready\nsaved\n');
    expect(existsSync(join(home, 'went-on'))).toBe(false);
  });

  it('[JOB16] GPU memory of processes is told while they run, and when it stays held', async () => {
    const { device, home, nvidia } = await machine((made) => made.nvidia([0, 0]));
    await start(device, { name: 'train', cwd: home, command: 'exec sleep 1000', gpus: [1] });
    const { pid } = (await device.call('GET /api/sessions/train')).body;
    nvidia([0, 900], [[1, pid, 900]]);
    const running = await until('its program runs', async () => {
      const { body } = await device.call('GET /api/sessions/train/processes');
      return body.processes[0]?.command === 'sleep 1000' && body.processes;
    });
    expect(running).toMatchObject([{ pid, gpus: [{ index: 1, memoryMiB: 900 }] }]);
    const shown = (await device.call('GET /api/gpus')).body.gpus;
    expect(shown.map(({ others }: Gpu) => others)).toEqual([false, false]);
    expect(shown.map(({ sessions }: Gpu) => sessions.map(({ name }) => name))).toEqual([
      [],
      ['train'],
    ]);
    const { body } = await device.call('POST /api/sessions/train/stop', { how: 'kill' });
    expect(body.stillHeld).toEqual([{ pid, index: 1, memoryMiB: 900 }]);
  });

  it('[JOB17] presets are kept in order, for all devices, and one does not undo the other', async () => {
    const { device, gateway } = await machine();
    const other = await gateway.pair('tablet');
    const file = {
      ...{ outlive: 'presets', revision: 0 },
      presets: [
        { name: 'sweep', job: { command: 'python train.py --lr {lr}', startWhen: { gpus: 1 } } },
        { name: 'shell', job: {} },
      ],
    };
    const kept = { ...file, revision: 1 };
    expect(await device.call('PUT /api/presets', file)).toMatchObject({ status: 200, body: kept });
    expect((await other.call('GET /api/presets')).body).toEqual(kept);
    expect((await other.call('PUT /api/presets', file)).body.error.code).toBe('presets-changed');
    const garbage = [
      [{ a: 1 }, /^That is not a file of presets/],
      [{ ...kept, presets: [{ name: 'x', job: { gpus: 'all' } }] }, /^Preset "x": The GPUs are/],
      [{ ...kept, presets: [{ job: {} }] }, /^Preset 1 has no name/],
      [{ ...kept, presets: [kept.presets[1], kept.presets[1]] }, /^There are two presets "shell"/],
      [{ ...kept, presets: [{ name: 'x', job: { rm: '-rf' } }] }, /A job has no field "rm"/],
    ] as const;
    for (const [body, words] of garbage) {
      const { status, body: answer } = await other.call('PUT /api/presets', body);
      expect([status, answer.error.code]).toEqual([400, 'bad-presets']);
      expect(answer.error.message).toMatch(words);
    }
    expect((await device.call('GET /api/presets')).body).toEqual(kept);
  });

  it('[JOB18] what was started last is there to be started again, under the next name', async () => {
    const { device, home } = await machine();
    const job = { name: 'exp01', command: 'true', cwd: home };
    await start(device, job);
    mkdirSync(join(home, 'gone'));
    await start(device, { ...job, name: 'other', command: 'false', cwd: '~/gone' });
    await ended(device, 'other');
    rmdirSync(join(home, 'gone'));
    await start(device, { ...job, name: 'exp02' });
    const recent = await until('all are kept', async () => {
      const { body } = await device.call('GET /api/recents');
      return body.jobs[0]?.job.name === 'exp02' && body;
    });
    expect(recent.jobs.map((each: { job: { name: string } }) => each.job.name)).toEqual([
      'exp02',
      'other',
    ]);
    expect(recent.folders).toEqual([home]);
    const name = async (query: string) => (await device.call(`GET /api/name?${query}`)).body.name;
    expect(await name('like=exp01')).toBe('exp03');
    expect(await name('command=python%20other.py')).toBe('other-2');
  });

  it('[JOB19] many at once all start', async () => {
    const { device, home } = await machine();
    const many = Array.from({ length: 24 }, (_, index) => `job${index}`);
    const answers = await Promise.all(
      many.map((name) => device.call('POST /api/sessions', { name, command: 'true', cwd: home })),
    );
    expect(answers.map(({ status }) => status)).toEqual(many.map(() => 201));
    await Promise.all(many.map((name) => ended(device, name)));
  });
});
