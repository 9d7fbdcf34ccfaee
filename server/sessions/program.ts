// From a request to the program that is started: its words, its folder, and whether both can be had.
// A shell's command line is the shell's to judge; what is wrong with it shows in the output.
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { Failure } from '../protocol/failure.ts';
import { errorCode } from './file-failure.ts';

/** A text is for the shell, several words are a program and its arguments, null is a login shell. */
export type CommandRequest = string | readonly string[] | null;

export interface Program {
  readonly argv: readonly [string, ...string[]];
  /** As a person would type it; empty for a login shell. */
  readonly command: string;
  /** Words to make a name of. */
  readonly words: string;
  /** Not run by a shell: must be found now. */
  readonly direct: boolean;
}

/** `login`: run by a login shell, so that the profile files make the environment. */
export function programFor(
  request: CommandRequest,
  { shell, login }: { shell: string; login: boolean },
): Program {
  const words = request === null || typeof request === 'string' ? [request ?? ''] : request;
  const [first = '', ...rest] = words;
  if (rest.length === 0) {
    if (first.trim() === '') {
      return { argv: [shell, '-l'], command: '', words: '', direct: false };
    }
    const options = login ? ['-l', '-c'] : ['-c'];
    return { argv: [shell, ...options, first], command: first, words: first, direct: false };
  }
  const command = words.map(quoted).join(' ');
  const known = { command, words: words.join(' ') };
  return login
    ? { ...known, argv: [shell, '-l', '-c', command], direct: false }
    : { ...known, argv: [first, ...rest], direct: true };
}

/** A word as a shell takes it for one. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Throws Failure no-command or not-executable, as the system would refuse it. */
export async function checkProgram(program: string, cwd: string, path: string): Promise<void> {
  if (program.includes('/')) {
    const file = resolve(cwd, program);
    if (await isProgram(file)) return;
    const there = await stat(file).catch(() => null);
    throw new Failure(there === null ? 'no-command' : 'not-executable', program);
  }
  for (const folder of path.split(delimiter)) {
    if (await isProgram(join(resolve(cwd, folder), program))) return;
  }
  throw new Failure('no-command', program);
}

/** Throws Failure no-directory, not-a-directory or no-directory-access. */
export async function checkFolder(path: string): Promise<void> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) throw new Failure('not-a-directory', path);
    await access(path, constants.X_OK);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EACCES' || code === 'EPERM') throw new Failure('no-directory-access', path);
    if (code === 'ENOTDIR') throw new Failure('not-a-directory', path);
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENAMETOOLONG') {
      throw new Failure('no-directory', path);
    }
    throw error;
  }
}

/** `~`, `~/x`, relative and absolute paths; relative ones are below `base`. */
export function folderFor(text: string | undefined, base: string, home: string): string {
  if (text === undefined || text === '') return base;
  if (text === '~' || text.startsWith('~/')) return resolve(home, text.slice(2));
  return resolve(base, text);
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
