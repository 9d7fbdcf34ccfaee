// An installed Outlive, used as by a stranger: another user where this one is root, from another folder, with
// an environment of its own.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const isRoot = process.getuid?.() === 0;
/** Debian's "nobody": owns no file of the package. */
const stranger = 65534;

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Installed {
  readonly #program: readonly string[];
  readonly #home = mkdtempSync('/tmp/oh-');
  readonly #path: string;
  #token = '';
  url = '';

  /** `program`: the command and what comes before its words. */
  constructor(program: readonly string[], path: string) {
    this.#program = program;
    this.#path = path;
    if (isRoot) chownSync(this.#home, stranger, stranger);
    onTestFinished(() => this.#end());
  }

  run(...words: string[]): Promise<Said> {
    const identity = ['--reuid', `${stranger}`, '--regid', `${stranger}`, '--clear-groups', '--'];
    const [program = '', ...rest] = [
      ...(isRoot ? ['/usr/bin/setpriv', ...identity] : []),
      ...this.#program,
      ...words,
    ];
    const env = { HOME: this.#home, PATH: this.#path, SHELL: '/bin/sh', LANG: 'C.UTF-8' };
    return new Promise((resolve) => {
      const child = execFile(program, rest, { cwd: this.#home, env }, (_, stdout, stderr) =>
        resolve({ status: child.exitCode, stdout, stderr }),
      );
    });
  }

  async serve(...words: string[]): Promise<void> {
    const { status, stdout, stderr } = await this.run('serve', '-d', ...words);
    if (status !== 0) throw new Error(`serve failed: ${stderr}`);
    this.url = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? '';
  }

  async pair(): Promise<void> {
    const { code } = JSON.parse((await this.run('pair', '--json')).stdout);
    const answer = await this.#ask('POST', '/api/pair', { code, device: 'phone' });
    this.#token = ((await answer.json()) as { token: string }).token;
  }

  async get(path: string): Promise<string> {
    return (await this.#ask('GET', path)).text();
  }

  async post(path: string, body: object): Promise<number> {
    return (await this.#ask('POST', path, body)).status;
  }

  #ask(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    return fetch(`${this.url}${path}`, { method, headers, body: text });
  }

  async #end(): Promise<void> {
    const { stdout } = await this.run('ls', '--json');
    const all = JSON.parse(stdout || '[]') as { id: string; state: string }[];
    for (const { id, state } of all)
      if (state !== 'ended') await this.run('kill-session', '-t', id);
    const running = /process (\d+)\)/.exec((await this.run('--version')).stdout)?.[1];
    if (running !== undefined) process.kill(Number(running), 'SIGKILL');
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** A folder that others may enter, gone when the test is finished. */
export function openFolder(name = ''): string {
  const top = mkdtempSync('/tmp/op-');
  chmodSync(top, 0o755);
  onTestFinished(() => {
    execFileSync('chmod', ['-R', 'u+w', top]);
    rmSync(top, { recursive: true, force: true });
  });
  const folder = join(top, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
