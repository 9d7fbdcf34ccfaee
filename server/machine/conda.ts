// conda's environments, and those of mamba and micromamba, which keep theirs the same way: by
// `conda info --json`, by ~/.conda/environments.txt, and by the envs folders of installations that
// are found. No login's PATH leads to most of them: `conda init` writes their places into shells'
// start-up files, which is where they are looked for.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { answering } from './disk.ts';
import { findProgram, isProgram } from './programs.ts';
import { run } from './run.ts';

export interface CondaEnvironment {
  /** As conda names it: "base", "torch"; the folder's name elsewhere. */
  readonly name: string;
  readonly prefix: string;
  readonly python: string | null;
}

export interface CondaTool {
  readonly kind: 'conda' | 'mamba' | 'micromamba';
  readonly program: string;
  /** Where its base environment lies; null where only the program knows. */
  readonly root: string | null;
}

export interface Condas {
  readonly environments: readonly CondaEnvironment[];
  readonly problem: string | null;
}

/** It starts Python and may read a slow disk. */
const infoWithinMs = 4000;
const startFiles = [
  ...['.bashrc', '.bash_profile', '.profile', '.zshrc', '.zprofile', '.tcshrc'],
  '.config/fish/config.fish',
];
const usualRoots = [
  ...['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'mambaforge3', 'miniconda'],
  ...['anaconda', 'conda', 'micromamba', '.conda', '.local/share/mamba'],
];
const sharedRoots = [
  ...['/opt/conda', '/opt/miniconda3', '/opt/anaconda3', '/opt/miniforge3', '/opt/mambaforge'],
  ...['/usr/local/conda', '/usr/local/miniconda3', '/usr/local/anaconda3'],
];

export async function findCondas(
  home: string,
  folders: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Condas> {
  const tools = findTools(home, folders, env);
  const info = await askConda(tools.find(({ kind }) => kind !== 'micromamba') ?? null);
  const roots = [
    ...new Set([
      ...info.roots,
      ...tools.flatMap(({ root }) => root ?? []),
      ...usualRoots.map((name) => join(home, name)),
      ...sharedRoots,
    ]),
  ];
  const listed = lines(join(home, '.conda/environments.txt'));
  const folderOfEnvs = [...roots.map((root) => join(root, 'envs')), ...info.envFolders];
  const { there, late } = await answering([...new Set([...info.prefixes, ...listed, ...roots])]);
  const beside = folderOfEnvs
    .filter((folder) => folder.startsWith(`${home}/`) || there.includes(dirname(folder)))
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  const prefixes = [...new Set([...there, ...beside])].filter(isEnvironment);
  return {
    environments: prefixes.map((prefix) => ({
      name: nameOf(prefix, roots),
      prefix,
      python: pythonOf(prefix),
    })),
    problem: late ? 'A disk with environments does not answer.' : info.problem,
  };
}

/** A conda environment's folder says so itself. */
export function isEnvironment(prefix: string): boolean {
  try {
    readdirSync(join(prefix, 'conda-meta'));
    return true;
  } catch {
    return false;
  }
}

/** conda first, then mamba, then micromamba: each where it is found first. */
export function findTools(
  home: string,
  folders: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): readonly CondaTool[] {
  const roots = [...usualRoots.map((name) => join(home, name)), ...sharedRoots];
  const written = startFiles.flatMap((file) => namedIn(join(home, file)));
  const candidates = {
    conda: [env.CONDA_EXE, ...written, ...roots.map((root) => join(root, 'bin/conda'))],
    mamba: [...written, ...roots.map((root) => join(root, 'bin/mamba'))],
    micromamba: [env.MAMBA_EXE, ...written],
  };
  return (['conda', 'mamba', 'micromamba'] as const).flatMap((kind) => {
    const named = candidates[kind].filter((path) => path && basename(path) === kind) as string[];
    const program = named.find(isProgram) ?? findProgram(kind, folders);
    return program === null ? [] : [{ kind, program, root: rootOf(program, kind, env) }];
  });
}

/** The programs that `conda init`, `mamba init` and their like have named in a start-up file. */
function namedIn(file: string): string[] {
  const text = textOf(file);
  return [...text.matchAll(/(\/[^'"\s$()]+\/(?:conda|mamba|micromamba))['"\s)]/g)].map(
    ([, path = '']) => path,
  );
}

function rootOf(program: string, kind: CondaTool['kind'], env: NodeJS.ProcessEnv): string | null {
  if (kind === 'micromamba') return env.MAMBA_ROOT_PREFIX ?? null;
  // ROOT/bin/conda and ROOT/condabin/conda.
  const root = dirname(dirname(program));
  return isEnvironment(root) ? root : null;
}

interface Info {
  readonly prefixes: readonly string[];
  readonly roots: readonly string[];
  readonly envFolders: readonly string[];
  readonly problem: string | null;
}

async function askConda(tool: CondaTool | null): Promise<Info> {
  const nothing = { prefixes: [], roots: [], envFolders: [], problem: null };
  if (tool === null) return nothing;
  const { kind, stdout } = await run({
    program: tool.program,
    args: ['info', '--json'],
    withinMs: infoWithinMs,
  });
  if (kind === 'late') return { ...nothing, problem: `${tool.kind} does not answer.` };
  return parseInfo(stdout) ?? { ...nothing, problem: `${tool.kind} info says nothing readable.` };
}

/** What `conda info --json` says: envs, root_prefix, envs_dirs. Null when it is not that. */
export function parseInfo(text: string): Info | null {
  try {
    const { envs, root_prefix: root, envs_dirs: folders } = JSON.parse(text);
    return {
      prefixes: texts(envs),
      roots: texts([root]),
      envFolders: texts(folders),
      problem: null,
    };
  } catch {
    return null;
  }
}

function nameOf(prefix: string, roots: readonly string[]): string {
  const isRoot = roots.includes(prefix) && basename(dirname(prefix)) !== 'envs';
  return isRoot ? 'base' : basename(prefix);
}

/** Its version, from the name of the file in which conda says what it has installed. */
function pythonOf(prefix: string): string | null {
  for (const name of namesIn(join(prefix, 'conda-meta'))) {
    const version = /^python-(\d[\w.]*)-[^-]+\.json$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function lines(path: string): string[] {
  return textOf(path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('/'));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
