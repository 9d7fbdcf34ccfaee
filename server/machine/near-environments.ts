// The environments that belong to a folder: venvs in it and in the folders above it, and the projects
// of uv and poetry that it is part of.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FoundEnvironment } from '../protocol/job-page.ts';

/** More folders in one than this are data. */
const mostFolders = 200;

/** Nearest first. `folder` is on a disk that answers. */
export function environmentsNear(folder: string): FoundEnvironment[] {
  const found: FoundEnvironment[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const project = projectAt(at);
    if (project !== null) found.push(project);
    // A project's own .venv is the project's.
    const own = project?.kind === 'uv' ? join(at, '.venv') : null;
    found.push(...venvsIn(at).filter(({ path }) => path !== own));
    if (at === dirname(at)) return found;
  }
}

/** A folder with a pyvenv.cfg and something to activate. */
export function isVenv(path: string): boolean {
  return existsSync(join(path, 'pyvenv.cfg')) && existsSync(join(path, 'bin/activate'));
}

function venvsIn(folder: string): FoundEnvironment[] {
  const inside = foldersIn(folder).map((name) => join(folder, name));
  return [folder, ...inside].filter(isVenv).map((path) => ({
    ...{ kind: 'venv', name: basename(path), path, python: versionOf(path) },
    ...{ near: true, request: { venv: path } },
  }));
}

function projectAt(folder: string): FoundEnvironment | null {
  const text = textOf(join(folder, 'pyproject.toml'));
  const has = (name: string): boolean => existsSync(join(folder, name));
  const common = { name: basename(folder), path: folder, near: true };
  const python = isVenv(join(folder, '.venv')) ? versionOf(join(folder, '.venv')) : null;
  if (has('uv.lock') || /^\[tool\.uv[\].]/m.test(text)) {
    return { ...common, kind: 'uv', python, request: { uv: folder } };
  }
  if (has('poetry.lock') || /^\[tool\.poetry[\].]/m.test(text)) {
    return { ...common, kind: 'poetry', python, request: { poetry: folder } };
  }
  return null;
}

/** `version = 3.11.4`, or virtualenv's `version_info = 3.11.4.final.0`. */
function versionOf(venv: string): string | null {
  const text = textOf(join(venv, 'pyvenv.cfg'));
  return /^version(?:_info)?\s*=\s*(\d+\.\d+(?:\.\d+)?)/m.exec(text)?.[1] ?? null;
}

/** The usual names even in a folder of too many, hidden ones and links included. */
function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    const names = folders.map(({ name }) => name).sort();
    return names.length > mostFolders ? ['.venv', 'env', 'venv'] : names;
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return statSync(path).size > 1024 * 1024 ? '' : readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
