import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseInfo } from '../../server/machine/conda.ts';
import { answering, requireAnswering } from '../../server/machine/disk.ts';
import { Environments } from '../../server/machine/environments.ts';
import { standIns } from './stand-ins.ts';

/** A venv as people make it; its programs are the real Python's. */
function makeVenv(path: string): void {
  execFileSync('python3', ['-m', 'venv', '--without-pip', path]);
}

function on({ home, bin }: { home: string; bin: string }): Environments {
  return new Environments(async () => ({ home, folders: [bin, '/usr/bin', '/bin'], env: {} }));
}

/** What is found, without what this very machine may have of its own. */
async function found(environments: Environments, home: string, folder: string | null = null) {
  const { environments: all } = await environments.list(folder);
  return all.filter(({ path }) => path.startsWith(home));
}

describe('environments', () => {
  test("[JOB5] conda's are those it tells of, those in environments.txt, and those in envs folders", async () => {
    const machine = standIns();
    const { home, write } = machine;
    const root = machine.conda(['torch', 'not-told-of']);
    write('home/elsewhere/conda-meta/python-3.9.18-h955ad1f_0.json', '{}');
    write('home/.conda/environments.txt', `${home}/elsewhere\n${root}\n/gone/with/its/disk\n`);
    const all = await found(on(machine), home);
    expect(all.map(({ name, python }) => [name, python])).toEqual([
      ['base', '3.11.5'],
      ['torch', '3.11.5'],
      ['elsewhere', '3.9.18'],
      ['not-told-of', '3.11.5'],
    ]);
    expect(all[1]).toEqual({
      ...{ kind: 'conda', name: 'torch', path: `${root}/envs/torch`, python: '3.11.5' },
      ...{ near: false, foreign: null, request: { conda: `${root}/envs/torch` } },
    });
  });

  test('[JOB5] a conda that no PATH leads to is found where `conda init` wrote it down', async () => {
    const machine = standIns();
    const { home, write } = machine;
    const root = machine.conda(['torch']);
    execFileSync('mv', [root, join(home, 'odd place')]);
    execFileSync('mv', [join(home, 'odd place'), join(home, 'odd')]);
    const moved = join(home, 'odd');
    for (const file of ['info.json', 'bin/conda']) {
      const text = readFileSync(join(moved, file), 'utf8').replaceAll(root, moved);
      write(`home/odd/${file}`, text);
    }
    write(
      'home/.bashrc',
      `# >>> conda initialize >>>\n__conda_setup="$('${moved}/bin/conda' 'shell.bash' 'hook' 2> /dev/null)"\n`,
    );
    const { lines } = await on(machine).activation({ conda: 'torch' }, home);
    expect(lines).toEqual([
      `eval "$('${moved}/bin/conda' shell.posix hook)" || exit 1`,
      `conda activate '${moved}/envs/torch' || exit 1`,
    ]);
  });

  test("[JOB5] micromamba's are activated by its own hook; without any program, by hand", async () => {
    const machine = standIns();
    const { home, write, program } = machine;
    write('home/micromamba/envs/jax/conda-meta/python-3.12.1-hab00c5b_1_cpython.json', '{}');
    const byHand = await on(machine).activation({ conda: 'jax' }, home);
    expect(byHand.lines.join('\n')).toContain(`CONDA_PREFIX='${home}/micromamba/envs/jax'`);
    program('bin/micromamba', '#!/bin/sh\n');
    expect((await on(machine).activation({ conda: 'jax' }, home)).lines).toEqual([
      `eval "$('${machine.bin}/micromamba' shell hook --shell posix)" || exit 1`,
      `micromamba activate '${home}/micromamba/envs/jax' || exit 1`,
    ]);
  });

  test('[JOB6] a folder has its own venvs, those of the folders above it, and projects', async () => {
    const machine = standIns();
    const { home, write } = machine;
    const folder = join(home, 'work/net/src');
    mkdirSync(folder, { recursive: true });
    makeVenv(join(home, 'work/net/.venv'));
    makeVenv(join(home, 'work/old env'));
    write('home/work/pyproject.toml', '[project]\nname = "x"\n[tool.poetry]\npackages = []\n');
    write('home/work/net/uv.lock', 'version = 1\n');
    const all = await found(on(machine), home, folder);
    const version = execFileSync('python3', [
      '-c',
      'import platform; print(platform.python_version())',
    ]);
    expect(all.map(({ kind, path, python }) => [kind, path, python])).toEqual([
      ['uv', join(home, 'work/net'), String(version).trim()],
      ['poetry', join(home, 'work'), null],
      ['venv', join(home, 'work/old env'), String(version).trim()],
    ]);
  });

  test('[JOB6] uv makes what is missing, poetry tells where it is, each by its own path', async () => {
    const machine = standIns();
    const { home, bin, program } = machine;
    const project = join(home, "it's");
    mkdirSync(project);
    await expect(on(machine).activation({ uv: project }, home)).rejects.toMatchObject({
      ...{ code: 'no-environment', field: 'environment' },
    });
    program('bin/uv', '#!/bin/sh\n');
    program('bin/poetry', '#!/bin/sh\n');
    const quoted = `'${home}/it'\\''s'`;
    expect((await on(machine).activation({ uv: project }, home)).lines).toEqual([
      `'${bin}/uv' sync --project ${quoted} || exit 1`,
      `. '${home}/it'\\''s/.venv/bin/activate' || exit 1`,
    ]);
    expect((await on(machine).activation({ poetry: './' }, project)).lines[0]).toBe(
      `environment=$('${bin}/poetry' --directory ${quoted} env info --path) || exit 1`,
    );
  });

  test('[JOB6] what is gone, or is none, is refused beside its field', async () => {
    const machine = standIns();
    const { home } = machine;
    const wanted = [{ conda: 'nobody' }, { conda: '/nowhere' }, { venv: home }, { venv: '~/x' }];
    for (const request of wanted) {
      await expect(on(machine).activation(request, home)).rejects.toMatchObject({
        ...{ code: 'no-environment', field: 'environment' },
      });
    }
  });

  test('[JOB7] a conda that says nothing readable, and a disk that hangs, cost only what they hold', async () => {
    const { home, program, bin } = standIns();
    program('bin/conda', '#!/bin/sh\necho "Traceback (most recent call last):"\nexit 1\n');
    expect((await on({ home, bin }).list(null)).problem).toMatch(/^conda info says nothing/);
    expect(parseInfo('{"envs": 7, "root_prefix": [], "envs_dirs": ["/a", 1]}')).toEqual({
      ...{ prefixes: [], roots: [], envFolders: ['/a'], problem: null },
    });
    // What a hung disk does to whoever asks.
    const hung = program(
      'hung',
      '#!/bin/sh\ncase "$*" in *hung*) exec sleep 1000;; esac; exec ls "$@"\n',
    );
    expect(await answering([home, '/hung', '/gone'], hung)).toEqual({ there: [home], late: true });
    await expect(requireAnswering('/hung/x', hung)).rejects.toMatchObject({
      ...{ code: 'silent-disk', field: 'cwd' },
    });
  });
});
