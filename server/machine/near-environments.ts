// The environments that belong to a folder: venvs in it and in the folders above it, and the projects
// of uv and poetry that it is part of.
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FoundEnvironment } from '../protocol/job-page.ts';
import { listOutside, readOutside } from './outside-files.ts';
import { foreignWordsOfAny } from './ownership.ts';

/** More folders in one than this are data. */
const mostFolders = 200;
/** More entries than these are not even looked at. */
const mostEntries = 2000;

/** Nearest first. `folder` is on a disk that answers. */
export async function environmentsNear(folder: string): Promise<FoundEnvironment[]> {
  const found: FoundEnvironment[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const project = await projectAt(at);
    if (project !== null) found.push(project);
    // A project's own .venv is the project's.
    const own = project?.kind === 'uv' ? join(at, '.venv') : null;
    found.push(...(await venvsIn(at)).filter(({ path }) => path !== own));
    if (at === dirname(at)) return found;
  }
}

/** A folder with a pyvenv.cfg and something to activate. */
export async function isVenv(path: string): Promise<boolean> {
  return (await exists(join(path, 'pyvenv.cfg'))) && (await exists(join(path, 'bin/activate')));
}

/** Whose code runs when it is activated and its Python starts, if not the user's; see foreignWords. */
export function foreignVenv(path: string): Promise<string | null> {
  return foreignWordsOfAny([path, join(path, 'bin/activate'), join(path, 'bin/python')]);
}

async function venvsIn(folder: string): Promise<FoundEnvironment[]> {
  const inside = (await foldersIn(folder)).map((name) => join(folder, name));
  const found = [folder, ...inside].map(async (path): Promise<FoundEnvironment[]> => {
    if (!(await isVenv(path))) return [];
    const [python, foreign] = [await versionOf(path), await foreignVenv(path)];
    const known = { kind: 'venv', name: basename(path), path, python, foreign } as const;
    return [{ ...known, near: true, request: { venv: path } }];
  });
  return (await Promise.all(found)).flat();
}

async function projectAt(folder: string): Promise<FoundEnvironment | null> {
  const text = (await readOutside(join(folder, 'pyproject.toml'))) ?? '';
  const has = (name: string): Promise<boolean> => exists(join(folder, name));
  const isUv = (await has('uv.lock')) || /^\[tool\.uv[\].]/m.test(text);
  const isPoetry = (await has('poetry.lock')) || /^\[tool\.poetry[\].]/m.test(text);
  if (!isUv && !isPoetry) return null;
  const venv = join(folder, '.venv');
  const python = (await isVenv(venv)) ? await versionOf(venv) : null;
  // What it names is installed, and may run as it is built.
  const files = ['pyproject.toml', 'uv.lock', 'poetry.lock'].map((name) => join(folder, name));
  const foreign = (await foreignWordsOfAny([folder, ...files])) ?? (await foreignVenv(venv));
  const common = { name: basename(folder), path: folder, near: true, python, foreign };
  return isUv
    ? { ...common, kind: 'uv', request: { uv: folder } }
    : { ...common, kind: 'poetry', request: { poetry: folder } };
}

/** `version = 3.11.4`, or virtualenv's `version_info = 3.11.4.final.0`. */
export async function versionOf(venv: string): Promise<string | null> {
  const text = (await readOutside(join(venv, 'pyvenv.cfg'))) ?? '';
  return /^version(?:_info)?\s*=\s*(\d+\.\d+(?:\.\d+)?)/m.exec(text)?.[1] ?? null;
}

/** The usual names even in a folder of too many, hidden ones and links included. */
async function foldersIn(folder: string): Promise<string[]> {
  const { folders, links, cut } = await listOutside(folder, mostEntries);
  const names = [...folders, ...links];
  return cut || names.length > mostFolders ? ['.venv', 'env', 'venv'] : names.sort();
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
