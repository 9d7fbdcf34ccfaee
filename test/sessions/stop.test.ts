import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processIdentity } from '../../server/identity/process-identity.ts';
import { readJson, writeJsonAtomically } from '../../server/sessions/json-file.ts';
import { sessionProcesses, stopSession } from '../../server/sessions/stop.ts';
import { endedSession, outputOf, type TestSessions, testSessions, until } from './harness.ts';
import { end, hold, isThere, startTree } from './processes.ts';

/** Everything a program can do to get away, each telling its pid in a file. */
const stubborn = `
  trap '' HUP TERM INT
  note() { echo "$2" > "$HOME/$1.part"; mv "$HOME/$1.part" "$HOME/$1"; }
  setsid bash -c 'trap "" HUP TERM; for i in {1..300}; do sleep 0.2; done' & note setsid $!
  nohup sleep 60 >/dev/null 2>&1 & note nohup $!
  (bash -c 'trap "" HUP TERM; sleep 60 & wait' & note orphan $!)
  note program $$
  for i in {1..300}; do sleep 0.2; done`;
const its = ['setsid', 'nohup', 'orphan', 'program'];

test('[SESS20] interrupt types Ctrl+C', async () => {
  const sessions = testSessions();
  await sessions.launch({
    name: 'train',
    command: 'trap "echo caught; exit 5" INT; echo ready; for i in {1..1200}; do sleep 0.05; done',
  });
  await until('it is ready', async () => (await outputOf(sessions, 'train')).includes('ready'));
  await stop(sessions, 'train', 'interrupt');
  expect(await endedSession(sessions, 'train')).toMatchObject({ exitCode: 5, reason: 'exit' });
  await expect(stop(sessions, 'train', 'interrupt')).rejects.toMatchObject({ code: 'not-running' });
});

test('[SESS21] kill ends every process of the session, and the list says so when it returns', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'train', command: stubborn });
  const pids = await noted(sessions, its);
  const bystander = await sessions.launch({ name: 'other' });
  const { ended, survivors } = await stop(sessions, 'train', 'kill');
  expect(survivors).toEqual([]);
  expect(ended.map(({ pid }) => pid)).toEqual(expect.arrayContaining(pids));
  expect(pids.filter(isThere)).toEqual([]);
  expect(await sessions.directory.list()).toMatchObject([
    { name: 'train', state: 'ended', reason: 'killed', signal: 'SIGKILL' },
    { name: 'other', state: 'running', pid: bystander.pid },
  ]);
});

test('[SESS25] a program that ends on TERM by itself was killed all the same', async () => {
  const sessions = testSessions();
  await sessions.launch({
    name: 'train',
    command: `trap '' HUP; trap 'echo saved; exit 0' TERM; echo ready; for i in {1..1200}; do sleep 0.05; done`,
  });
  await until('it is ready', async () => (await outputOf(sessions, 'train')).includes('ready'));
  await stop(sessions, 'train', 'kill');
  expect(await sessions.directory.list()).toMatchObject([
    { state: 'ended', reason: 'killed', exitCode: 0, signal: null, lastLine: 'saved' },
  ]);
});

test('[SESS22] terminate asks and names what stays', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'stays', command: stubborn });
  await sessions.launch({ name: 'goes' });
  await noted(sessions, its);
  const { survivors } = await stop(sessions, 'stays', 'terminate');
  expect(survivors).toContainEqual({ pid: expect.any(Number), name: 'bash' });
  expect((await stop(sessions, 'goes', 'terminate')).survivors).toEqual([]);
  expect(await sessions.directory.list()).toMatchObject([
    { name: 'stays', state: 'running' },
    { name: 'goes', state: 'ended', reason: 'killed' },
  ]);
});

/** Where a group of the second version can be made; null without the right to. */
const groups = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find(
  (folder) => process.getuid?.() === 0 && existsSync(join(folder, 'cgroup.controllers')),
);

test.skipIf(groups === undefined)(
  '[SESS30] in a scope of its own, what has left tree, terminal and environment is found as well',
  async () => {
    const sessions = testSessions();
    const { id } = await sessions.launch({
      name: 'train',
      command: `
        until [ -e $HOME/go ]; do sleep 0.02; done
        (env -i setsid /bin/sh -c "echo \\$\\$ > $HOME/away.part; mv $HOME/away.part $HOME/away; exec sleep 60" &)
        exec sleep 60`,
    });
    const entry = await sessions.directory.find('train');
    const scope = join(groups ?? '', `outlive-${id}.scope`);
    mkdirSync(scope);
    onTestFinished(async () => {
      await until('the scope is empty', () => rmdir(scope).then(yes, no));
    });
    for (const pid of [entry.host?.host.pid, entry.host?.programPid])
      writeFileSync(join(scope, 'cgroup.procs'), String(pid));
    writeFileSync(join(sessions.state.root, 'go'), '');
    const [away = 0] = await noted(sessions, ['away']);
    const found = await sessionProcesses(sessions.state, entry);
    expect(found).toContainEqual({ pid: away, name: 'sleep' });
    const { survivors } = await stop(sessions, 'train', 'kill');
    expect([survivors, isThere(away)]).toEqual([[], false]);
    expect(await sessions.directory.list()).toMatchObject([{ state: 'ended', reason: 'killed' }]);
  },
);

test('[SESS24] a session whose host is dead is killed without it', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'train', command: stubborn });
  const pids = await noted(sessions, its);
  const entry = await sessions.directory.find('train');
  end(entry.host?.host);
  expect(await endedSession(sessions, 'train')).toMatchObject({ reason: 'lost' });
  const left = await sessionProcesses(sessions.state, entry);
  expect(left.map(({ pid }) => pid)).toEqual(expect.arrayContaining(pids));
  const { survivors } = await stop(sessions, 'train', 'kill');
  expect([survivors, pids.filter(isThere)]).toEqual([[], []]);
  await expect(stop(sessions, 'train', 'kill')).rejects.toMatchObject({ code: 'not-running' });
});

test('[SESS24] what a program left behind when it ended is named, and can be killed', async () => {
  const sessions = testSessions();
  await sessions.launch({
    name: 'train',
    command: `
      setsid bash -c 'echo $$ > $HOME/left.part; mv $HOME/left.part $HOME/left; exec sleep 60' &
      until [ -e $HOME/left ]; do sleep 0.02; done`,
  });
  const [left = 0] = await noted(sessions, ['left']);
  await endedSession(sessions, 'train');
  const entry = await sessions.directory.find('train');
  const [orphan] = await sessionProcesses(sessions.state, entry);
  expect(orphan?.pid).toBe(left);
  expect(await stop(sessions, 'train', 'kill')).toMatchObject({ ended: [{ pid: left }] });
  expect(await sessions.directory.list()).toMatchObject([{ reason: 'exit', exitCode: 0 }]);
});

test('[SESS24] a host that was stopped goes on, and records the end', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'train' });
  const entry = await sessions.directory.find('train');
  hold(entry.host?.host);
  expect((await stop(sessions, 'train', 'kill')).survivors).toEqual([]);
  expect(await sessions.directory.list()).toMatchObject([{ state: 'ended', reason: 'killed' }]);
});

test('[SESS24] a host that hangs is ended after its program', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'train' });
  const { dir, host } = await sessions.directory.find('train');
  end(host?.host);
  await endedSession(sessions, 'train');
  // Something that holds the session and does nothing.
  const hanging = startTree('exec sleep 60');
  await until('it is there', () => isThere(hanging.pid));
  const record = readJson(join(dir, 'host.json')) as object;
  await writeJsonAtomically(join(dir, 'host.json'), { ...record, ...processIdentity(hanging.pid) });
  expect((await stop(sessions, 'train', 'kill')).survivors).toEqual([]);
  expect(isThere(hanging.pid)).toBe(false);
  expect(await sessions.directory.list()).toMatchObject([{ state: 'ended', reason: 'lost' }]);
});

test('[SESS23] a session started from inside another outlives it', async () => {
  const sessions = testSessions();
  const { id } = await sessions.launch({ name: 'outer' });
  // As it is for a command line that runs in the session `outer`.
  const inner = await sessions.launch({
    name: 'inner',
    env: { ...(process.env as Record<string, string>), OUTLIVE_SESSION: id },
  });
  const { survivors } = await stop(sessions, 'outer', 'kill');
  expect(survivors).toEqual([]);
  expect(await sessions.directory.list()).toMatchObject([
    { name: 'outer', state: 'ended' },
    { name: 'inner', state: 'running', pid: inner.pid },
  ]);
  expect(isThere(inner.pid ?? 0)).toBe(true);
});

test('[SESS21] killing a full-screen program that was stopped ends it', async () => {
  const sessions = testSessions();
  const { pid } = await sessions.launch({ name: 'stopped', command: ['sleep', '1000'] });
  hold(processIdentity(pid ?? 0));
  const begun = performance.now();
  await stop(sessions, 'stopped', 'kill');
  expect(performance.now() - begun).toBeLessThan(1900);
  expect(await sessions.directory.list()).toMatchObject([{ state: 'ended', reason: 'killed' }]);
});

const yes = (): boolean => true;
const no = (): boolean => false;

async function stop(
  { directory, state }: TestSessions,
  name: string,
  how: 'interrupt' | 'terminate' | 'kill',
) {
  return stopSession(state, await directory.find(name), how);
}

async function noted({ state }: TestSessions, names: readonly string[]): Promise<number[]> {
  const pids: number[] = [];
  for (const name of names) {
    const path = join(state.root, name);
    await until(`${name} was noted`, () => existsSync(path));
    pids.push(Number(readFileSync(path, 'utf8')));
  }
  return pids;
}
