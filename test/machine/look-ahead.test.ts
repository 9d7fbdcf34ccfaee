import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Environments } from '../../server/machine/environments.ts';
import { foreignWords, ownPath } from '../../server/machine/ownership.ts';
import { findProgram } from '../../server/machine/programs.ts';
import { TestGateway, testState } from '../gateway/gateways.ts';
import { standIns } from './stand-ins.ts';

/** Any number that is no account's here. */
const eve = 4242;

describe('a look ahead', () => {
  /** Each leaves a file in `ran` if it is run. */
  async function baited() {
    const machine = standIns();
    const { home, bin, write, program } = machine;
    const ran = join(home, 'ran');
    mkdirSync(ran);
    const touch = (name: string) => `touch '${ran}/${name}'\n`;
    for (const tool of ['uv', 'poetry', 'train'])
      program(`bin/${tool}`, `#!/bin/sh\n${touch(tool)}`);
    write('home/uv/uv.lock', '');
    write('home/poetry/poetry.lock', '');
    write('home/venv/pyvenv.cfg', 'version = 3.11.2\n');
    write('home/venv/bin/activate', touch('activate'));
    program('home/venv/bin/python', `#!/bin/sh\n${touch('venv-python')}`);
    const root = machine.conda(['torch']);
    write('home/miniforge3/etc/profile.d/conda.sh', touch('conda.sh'));
    write('home/.profile', `PATH=${bin}:$PATH\n`);
    vi.stubEnv('HOME', home);
    const gateway = await TestGateway.start(await testState());
    const device = await gateway.pair();
    const look = async (job: object, query = '') =>
      (await device.call(`POST /api/preflight${query}`, job)).body;
    return {
      ...machine,
      root,
      touch,
      look,
      ran: () => (existsSync(ran) ? readdirSync(ran).sort() : ['rm']),
    };
  }

  test('[LOOK1] runs nothing of a form that is being filled in, whatever is chosen or half typed', async () => {
    const { home, touch, look, ran } = await baited();
    const rm = `rm -rf '${home}/ran'`;
    const lines = [
      touch('lines'),
      rm,
      rm.slice(0, -4),
      `$(${touch('x').trim()})`,
      'exec sh -c ls',
      '`',
    ];
    const jobs = [
      ...lines.map((text) => ({ environment: { lines: text } })),
      ...lines.map((text) => ({ environment: { venv: '~/venv', lines: text } })),
      ...lines.map((command) => ({ command })),
      ...['uv', 'poetry', 'venv'].map((kind) => ({ environment: { [kind]: `~/${kind}` } })),
      { environment: { conda: 'torch' } },
      { environment: { conda: '~/miniforge3' } },
      { command: 'train now', env: { PATH: `${home}/venv/bin` } },
    ];
    for (const job of jobs) await look({ command: 'python x.py', cwd: home, ...job });
    expect(ran()).toEqual([]);
  }, 60_000);

  test('[LOOK1] says what it has not checked; a check runs exactly that, when it is asked for', async () => {
    const { touch, look, ran } = await baited();
    const lines = touch('lines').trim();
    const job = { command: 'train', environment: { venv: '~/venv', lines } };
    const looked = await look(job);
    expect(looked).toMatchObject({ python: null, program: null, problems: [] });
    expect(looked.unchecked.split('\n')[0]).toBe(lines);
    expect(looked.script).toContain(looked.unchecked);
    const checked = await look(job, '?check=1');
    expect(checked).toMatchObject({ unchecked: null, problems: [] });
    expect(checked.program).toMatch(/\/bin\/train$/);
    // Not the command.
    expect(ran()).toEqual(['activate', 'lines']);
  });

  test('[LOOK1] knows a python and its version from files alone', async () => {
    const { home, look, ran } = await baited();
    const looked = await look({ command: 'python x.py', environment: { venv: '~/venv' } });
    const path = join(home, 'venv/bin/python');
    expect(looked).toMatchObject({
      python: { path, version: '3.11.2' },
      program: path,
      unchecked: null,
    });
    const missing = await look({ command: 'pyhton x.py', environment: { venv: '~/venv' } });
    expect(missing.problems.map(({ field }: { field: string }) => field)).toEqual(['command']);
    for (const command of [
      'cd x && y',
      'if true; then x; fi',
      'export A=1',
      'train',
      'A=1 train',
    ]) {
      expect([command, (await look({ command })).problems]).toEqual([command, []]);
    }
    expect(ran()).toEqual([]);
  });
});

describe.skipIf(process.getuid?.() !== 0)('what belongs to somebody else', () => {
  function venv(path: string): void {
    mkdirSync(join(path, 'bin'), { recursive: true });
    for (const name of ['pyvenv.cfg', 'bin/activate', 'bin/python'])
      writeFileSync(join(path, name), '');
  }

  test('[LOOK3] is told from what only the user and root can change, links followed', async () => {
    const { home } = standIns();
    const at = (name: string) => join(home, name);
    for (const name of ['own', 'eves', 'open', 'group', 'sticky', 'sticky/mine', 'sticky/eves']) {
      mkdirSync(at(name));
    }
    for (const name of ['own/f', 'eves/f', 'open/f', 'group/f']) writeFileSync(at(name), '');
    for (const name of ['eves', 'sticky/eves']) chownSync(at(name), eve, eve);
    chmodSync(at('open'), 0o777);
    chownSync(at('group'), 0, 4243);
    chmodSync(at('group'), 0o775);
    chmodSync(at('sticky'), 0o1777);
    symlinkSync('../eves', at('own/link'));
    symlinkSync(at('own'), at('open/link'));
    symlinkSync(at('own'), at('sticky/link'));
    lchownSync(at('sticky/link'), eve, eve);
    symlinkSync(at('own'), at('fine'));
    const words = Object.fromEntries(
      await Promise.all(
        [
          ...['own/f', 'fine/f', 'sticky/mine', 'eves/f', 'sticky/eves', 'own/link/f'],
          ...['open/f', 'open/link/f', 'sticky/link/f', 'sticky', 'group/f', 'gone'],
        ].map(async (name) => [name, await foreignWords(at(name))]),
      ),
    );
    const hers = `belongs to ${eve}`;
    const all = 'can be changed by other users';
    expect(words).toEqual({
      ...{ 'own/f': null, 'fine/f': null, 'sticky/mine': null, gone: null },
      ...{ 'eves/f': hers, 'sticky/eves': hers, 'own/link/f': hers, 'sticky/link/f': hers },
      ...{ 'open/f': all, 'open/link/f': all, sticky: all },
      'group/f': 'can be changed by the group 4243',
    });
  });

  test('[LOOK3] stands apart among the environments with its owner; a name alone never means it', async () => {
    const machine = standIns();
    const { home, write, program } = machine;
    const lab = join(home, 'lab');
    venv(join(home, 'lab/work/.venv'));
    venv(join(home, 'lab/.venv'));
    chownSync(join(lab, '.venv'), eve, eve);
    write('home/lab/work/uv.lock', '');
    write('home/lab/pyproject.toml', '[tool.poetry]\n');
    chownSync(join(lab, 'pyproject.toml'), eve, eve);
    const root = machine.conda(['torch', 'hers']);
    chownSync(join(root, 'envs/hers'), eve, eve);
    const ran = join(home, 'ran');
    program('home/conda/bin/conda', `#!/bin/sh\ntouch '${ran}'\n`);
    chownSync(join(home, 'conda/bin/conda'), eve, eve);
    const folders = [join(home, 'conda/bin'), '/usr/bin', '/bin'];
    const environments = new Environments(async () => ({ home, folders, env: {} }));
    write('home/.bashrc', `'${home}/conda/bin/conda' 'shell.bash'\n`);
    const list = await environments.list(join(lab, 'work'));
    const own = list.environments.filter(({ path }) => path.startsWith(home));
    const hers = `belongs to ${eve}`;
    expect(own.map(({ kind, path, foreign }) => [kind, path.slice(home.length), foreign])).toEqual([
      ['uv', '/lab/work', null],
      ['poetry', '/lab', hers],
      ['venv', '/lab/.venv', hers],
      ['conda', '/miniforge3', null],
      ['conda', '/miniforge3/envs/hers', hers],
      ['conda', '/miniforge3/envs/torch', null],
    ]);
    expect(existsSync(ran)).toBe(false);
    await expect(environments.activation({ conda: 'hers' }, home)).rejects.toMatchObject({
      code: 'no-environment',
    });
  });

  test('[LOOK3] is not run by itself, nor found in a PATH', async () => {
    const { home, program } = standIns();
    for (const name of ['open', 'eves', 'own']) program(`home/${name}/nvidia-smi`, '#!/bin/sh\n');
    chmodSync(join(home, 'open'), 0o777);
    chownSync(join(home, 'eves/nvidia-smi'), eve, eve);
    const folders = ['open', 'eves', 'own'].map((name) => join(home, name));
    expect(await findProgram('nvidia-smi', folders)).toBe(join(home, 'own/nvidia-smi'));
    chownSync(join(home, 'eves'), eve, eve);
    const path = await ownPath(['.', '', ...folders, '/usr/bin'].join(':'));
    expect(path.path).toBe(`${join(home, 'own')}:/usr/bin`);
    expect(path.left).toHaveLength(4);
  });
});
