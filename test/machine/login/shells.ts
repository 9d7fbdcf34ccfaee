// A home of its own with start-up files, for the shells that this machine has.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { askLogin, type LoginAnswer } from '../../../server/machine/login/ask-shell.ts';

/** Null where it is not installed. */
export function shellPath(name: string): string | null {
  return ['/bin', '/usr/bin'].map((folder) => join(folder, name)).find(existsSync) ?? null;
}

export function homeWith(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync("/tmp/o l's-");
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

export function ask(
  shell: string,
  files: Readonly<Record<string, string>>,
  withinMs = 20_000,
): Promise<LoginAnswer> {
  const home = homeWith(files);
  const fresh = { HOME: home, PATH: '/usr/bin:/bin', SHELL: shell, TOLD: 'by the system' };
  return askLogin({ shell, fresh, withinMs });
}
