// Finds programs as a login would, and in the places installers put them where no login's PATH leads.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { currentAccount } from '../sessions/account.ts';
import { freshLoginEnvironment } from '../sessions/environment.ts';

/** Where this process and a fresh login look, then `more`; without repetition. */
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

/** Its whole path, null when it is nowhere. */
export function findProgram(name: string, folders: readonly string[]): string | null {
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
