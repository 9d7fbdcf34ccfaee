// A gateway whose user may start no more processes: with none left, and with too few threads for Node.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { canMakeUsers, testUsers, type User } from '../sessions/second-user.ts';
import { outlive, untilSaid } from './outlive.ts';

const { users } = testUsers(1);

function processesOf({ uid }: User): number[] {
  const isTheirs = (pid: string) =>
    statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === uid;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isTheirs(name))
    .map(Number);
}

const threadsOf = (user: User) =>
  processesOf(user).reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/task`).length, 0);

function killView(user: User): void {
  const isView = (pid: number) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('screen/main');
  const view = processesOf(user).find(isView);
  if (view !== undefined) process.kill(view, 'SIGKILL');
}

test.skipIf(!canMakeUsers)(
  '[VIEW16] [VIEW17] [WORDS6] without processes or threads left the list lives, logs and starts say why, and both heal',
  async () => {
    const [ada] = users as [User];
    const [node, main] = outlive().program;
    for (let at = dirname(main); at.startsWith('/tmp/oc-build-'); at = dirname(at))
      chmodSync(at, 0o755);
    const become = ['--reuid', ada.name, '--regid', ada.name, '--init-groups', '--'];
    const env = { HOME: ada.home, USER: ada.name, PATH: process.env.PATH, LANG: 'C.UTF-8' };
    const serving: ChildProcess & { stdout: NodeJS.ReadableStream } = spawn(
      'setpriv',
      [...become, node, main, 'serve', '--listen', '127.0.0.1:0'],
      { cwd: '/', env, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    onTestFinished(async () => {
      serving.kill('SIGKILL');
      await ada.run([node, main, 'kill-session', '-t', 'job']);
      await expect.poll(() => processesOf(ada), { timeout: 20_000 }).toEqual([]);
    });
    const gateway = serving.pid ?? 0;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(
      await untilSaid(serving.stdout, /http:\/\/127\.0\.0\.1:\d+/),
    )?.[0];
    const paired = await ada.run([node, main, 'pair', '--json']);
    const { code } = JSON.parse(paired.stdout);
    const json = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/pair`, {
      ...{ method: 'POST', headers: json },
      body: JSON.stringify({ code, device: 'phone' }),
    });
    const { token } = (await answer.json()) as { token: string };
    const ask = async (path: string, body?: object) => {
      const said = await fetch(`${url}/api/sessions${path}`, {
        headers: { ...json, authorization: `Bearer ${token}` },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      return { status: said.status, text: await said.text() };
    };
    await ada.run([node, main, 'new', '-d', '-s', 'job', 'echo hello; sleep 1000']);
    const log = () => ask('/job/log');
    await expect.poll(async () => (await log()).text, { timeout: 20_000 }).toContain('hello');
    // By themselves: another user's limits are not root's to change in every container.
    const limit = (most: number) =>
      execFileSync('setpriv', [...become, 'prlimit', '--pid', String(gateway), `--nproc=${most}:`]);
    for (const room of process.env.OUTLIVE_SOAK ? [0, 4, 7] : [0, 7]) {
      killView(ada);
      await expect.poll(() => processesOf(ada).length).toBeLessThan(5);
      limit(threadsOf(ada) + room);
      killView(ada);
      await expect
        .poll(async () => (await log()).text, { timeout: 30_000 })
        .toMatch(/cannot be shown just now: You may start no more processes/);
      const started = await ask('', { command: 'true', cwd: '/' });
      // A host needs fewer threads than what reads logs, and may have them, but then not the program.
      const isRefused = started.status === 503 || started.text.includes('host-failed');
      expect(isRefused || (room > 0 && started.status === 201), started.text).toBe(true);
      if (isRefused) expect(started.text).toMatch(/no more processes.*\. End some/);
      expect((await ask('')).text).toContain('"state":"running"');
      limit(20_000);
      await expect.poll(async () => (await log()).status, { timeout: 40_000 }).toBe(200);
    }
    const most = threadsOf(ada) + 40;
    const told = await ada.run(['prlimit', `--nproc=${most}`, node, main, 'doctor']);
    expect(told.stdout).toMatch(/warning {2}processes +You may start only \d+ more processes/);
  },
  180_000,
);
