// A second user of this machine, with a home and with groups, for tests that run as root. Made before
// a file's tests and removed after them.
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';

export const canMakeUsers = process.getuid?.() === 0 && process.platform === 'linux';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  /** Runs a program as them, in a fresh environment with `env` on top. */
  run(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Result>;
}

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Call at the top of a file. `group`: a further group, which all made with it are in. */
export function testUsers(count: number): { readonly group: string; readonly users: User[] } {
  const nonce = randomBytes(2).toString('hex');
  const group = `olg${nonce}`;
  const users: User[] = [];
  if (!canMakeUsers) return { group, users };
  const names = Array.from({ length: count }, (_, n) => `olu${nonce}${n}`);
  const call = (program: string, ...words: string[]) =>
    execFileSync(program, words, { stdio: 'ignore' });
  beforeAll(() => {
    call('groupadd', group);
    for (const name of names) {
      call('useradd', '-m', '-U', '-G', group, '-s', '/bin/bash', name);
      const uid = Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }));
      const home = `/home/${name}`;
      chmodSync(home, 0o755);
      users.push({ name, uid, home, run: (words, env = {}) => runAs(name, home, words, env) });
    }
  });
  afterAll(() => {
    for (const name of names) call('userdel', '-r', name);
    call('groupdel', group);
  });
  return { group, users };
}

function runAs(
  name: string,
  home: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Result> {
  const become = ['--reuid', name, '--regid', name, '--init-groups', '--'];
  const fresh = { HOME: home, USER: name, PATH: process.env.PATH, LANG: 'C.UTF-8' };
  return new Promise((resolve) => {
    const child = execFile(
      'setpriv',
      [...become, ...words],
      { cwd: '/', env: { ...fresh, ...env } },
      (_, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}
