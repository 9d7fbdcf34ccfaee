// conda's environments, and those of mamba and micromamba, which keep theirs the same way: by
// `conda info --json`, by ~/.conda/environments.txt, and by the envs folders of installations that
// are found. No login's PATH leads to most of them: `conda init` writes their places into shells'
// start-up files, which is where they are looked for.
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { answering } from './disk.ts';
import { listOutside, namesOutside, readOutside } from './outside-files.ts';
import { foreignWords } from './ownership.ts';
import { findAnyProgram, isProgram } from './programs.ts';
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
  /** Why it is not the user's or the system's alone; null when it is. Others' are not run unasked. */
  readonly foreign: string | null;
}

export interface Condas {
  readonly environments: readonly CondaEnvironment[];
  readonly problem: string | null;
}

/** It starts Python and may read a slow disk. */
const infoWithinMs = 4000;
/** More environments than these fit no list. */
const mostListed = 500;
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
  const tools = await findTools(home, folders, env);
  const asked = tools.find(({ kind, foreign }) => kind !== 'micromamba' && foreign === null);
  const info = await askConda(asked ?? null);
  const roots = [
    ...new Set([
      ...info.roots,
      ...tools.flatMap(({ root }) => root ?? []),
      ...usualRoots.map((name) => join(home, name)),
      ...sharedRoots,
    ]),
  ];
  const listed = await lines(join(home, '.conda/environments.txt'));
  const folderOfEnvs = [...roots.map((root) => join(root, 'envs')), ...info.envFolders];
  const { there, late } = await answering([...new Set([...info.prefixes, ...listed, ...roots])]);
  const beside = await Promise.all(
    folderOfEnvs
      .filter((folder) => folder.startsWith(`${home}/`) || there.includes(dirname(folder)))
      .map(foldersIn),
  );
  const prefixes = await kept([...new Set([...there, ...beside.flat()])], isEnvironment);
  const environments = prefixes.map(async (prefix) => ({
    name: nameOf(prefix, roots),
    prefix,
    python: await pythonOf(prefix),
  }));
  return {
    environments: await Promise.all(environments),
    problem: late ? 'A disk with environments does not answer.' : info.problem,
  };
}

/** A conda environment's folder says so itself. */
export async function isEnvironment(prefix: string): Promise<boolean> {
  return stat(join(prefix, 'conda-meta')).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** conda first, then mamba, then micromamba: each where it is found first. */
export async function findTools(
  home: string,
  folders: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly CondaTool[]> {
  const roots = [...usualRoots.map((name) => join(home, name)), ...sharedRoots];
  const files = await Promise.all(startFiles.map((file) => namedIn(join(home, file))));
  const written = files.flat();
  const candidates = {
    conda: [env.CONDA_EXE, ...written, ...roots.map((root) => join(root, 'bin/conda'))],
    mamba: [...written, ...roots.map((root) => join(root, 'bin/mamba'))],
    micromamba: [env.MAMBA_EXE, ...written],
  };
  const found = (['conda', 'mamba', 'micromamba'] as const).map(
    async (kind): Promise<CondaTool[]> => {
      const named = candidates[kind].filter((path) => path && basename(path) === kind) as string[];
      const [first] = await kept(named, isProgram);
      const program = first ?? (await findAnyProgram(kind, folders));
      if (program === null) return [];
      const [root, foreign] = [await rootOf(program, kind, env), await foreignWords(program)];
      return [{ kind, program, root, foreign }];
    },
  );
  return (await Promise.all(found)).flat();
}

/** The programs that `conda init`, `mamba init` and their like have named in a start-up file. */
async function namedIn(file: string): Promise<string[]> {
  const text = (await readOutside(file)) ?? '';
  return [...text.matchAll(/(\/[^'"\s$()]+\/(?:conda|mamba|micromamba))['"\s)]/g)].map(
    ([, path = '']) => path,
  );
}

async function rootOf(
  program: string,
  kind: CondaTool['kind'],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (kind === 'micromamba') return env.MAMBA_ROOT_PREFIX ?? null;
  // ROOT/bin/conda and ROOT/condabin/conda.
  const root = dirname(dirname(program));
  return (await isEnvironment(root)) ? root : null;
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
async function pythonOf(prefix: string): Promise<string | null> {
  for (const name of await namesOutside(join(prefix, 'conda-meta'))) {
    const version = /^python-(\d[\w.]*)-[^-]+\.json$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

async function lines(path: string): Promise<string[]> {
  return ((await readOutside(path)) ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('/'))
    .slice(0, mostListed);
}

async function foldersIn(folder: string): Promise<string[]> {
  const { folders, links } = await listOutside(folder, mostListed);
  return [...folders, ...links].map((name) => join(folder, name)).sort();
}

async function kept(
  paths: readonly string[],
  fits: (path: string) => Promise<boolean>,
): Promise<string[]> {
  const fitting = await Promise.all(paths.map(fits));
  return paths.filter((_, index) => fitting[index]);
}
