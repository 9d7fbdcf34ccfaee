// Finds programs as a login would, and in the places installers put them where no login's PATH leads.
// One that others can change is not run by itself: it is somebody else's code.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { currentAccount } from '../sessions/account.ts';
import { freshLoginEnvironment } from '../sessions/environment.ts';
import { foreignWords } from './ownership.ts';

/** Where this environment and a fresh login look, then `more`; without repetition. */
export function searchFolders(
  env: NodeJS.ProcessEnv = process.env,
  more: readonly string[] = [],
): string[] {
  const { home } = currentAccount(env);
  const folders = [
    ...(env.PATH ?? '').split(delimiter),
    ...(freshLoginEnvironment(env).PATH ?? '').split(delimiter),
    ...['.local/bin', '.cargo/bin', 'bin'].map((folder) => join(home, folder)),
    ...more,
  ];
  return [...new Set(folders)].filter(isAbsolute);
}

/** Its whole path, null when it is nowhere that is the user's or the system's alone. */
export function findProgram(name: string, folders: readonly string[]): Promise<string | null> {
  return firstOf(name, folders, async (path) => (await foreignWords(path)) === null);
}

/** Wherever it is found first. */
export function findAnyProgram(name: string, folders: readonly string[]): Promise<string | null> {
  return firstOf(name, folders, async () => true);
}

async function firstOf(
  name: string,
  folders: readonly string[],
  isWanted: (path: string) => Promise<boolean>,
): Promise<string | null> {
  for (const folder of folders) {
    const path = join(folder, name);
    if ((await isProgram(path)) && (await isWanted(path))) return path;
  }
  return null;
}

export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
