import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bootId } from '../../server/identity/boot.ts';
import { ownIdentity, processIdentities } from '../../server/identity/process-identity.ts';
import { connectHost } from '../../server/sessions/connect-host.ts';
import { readJson, writeJsonAtomically } from '../../server/sessions/json-file.ts';
import { judge } from '../../server/sessions/judge.ts';
import { removeSession } from '../../server/sessions/remove.ts';
import { renameSession } from '../../server/sessions/rename.ts';
import {
  SessionDirectory,
  type SessionEntry,
  summaryOf,
} from '../../server/sessions/session-directory.ts';
import { specPath } from '../../server/sessions/session-record.ts';
import { stateDirectoryAt } from '../../server/sessions/state-directory.ts';
import { stopSession } from '../../server/sessions/stop.ts';
import { endedSession, type TestSessions, testSessions, until } from './harness.ts';
import { end } from './processes.ts';

const asClient = { client: 'cli', answers: false } as const;

test('[SESS5] an end on record decides, whatever else is there', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'seven', command: 'exit 7' });
  await sessions.launch({ name: 'signal', command: 'kill -SEGV $$' });
  const now = Date.now();
  expect(await endedSession(sessions, 'seven')).toMatchObject({
    state: 'ended',
    exitCode: 7,
    signal: null,
    reason: 'exit',
    pid: null,
  });
  expect(await endedSession(sessions, 'signal')).toMatchObject({
    exitCode: null,
    signal: 'SIGSEGV',
  });
  const { endedAt } = await endedSession(sessions, 'seven');
  expect(Math.abs(Date.parse(endedAt ?? '') - now)).toBeLessThan(10_000);
});

test('[SESS5] without a host yet it is starting while its launcher lives, and a moment longer', () => {
  const me = ownIdentity();
  const running = processIdentities([me.pid]);
  const created = new Date(0).toISOString();
  const judged = (launcher: typeof me | null, now: number) =>
    judge({ local: true, spec: { created, launcher }, host: null, exit: null }, running, now).kind;
  expect(judged(me, 1e9)).toBe('starting');
  expect(judged({ ...me, startTime: '1' }, 1000)).toBe('starting');
  expect(judged({ ...me, startTime: '1' }, 6000)).toBe('ended');
  expect(judged({ ...me, bootId: 'before' }, 6000)).toBe('ended');
  expect(judged(null, 6000)).toBe('ended');
});

test('[SESS6] a session whose host was killed is ended, lost, and keeps its log', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'train', command: 'echo precious; sleep 60' });
  await until('it has written', async () => {
    const [session] = await sessions.directory.list();
    return session?.lastLine === 'precious';
  });
  const entry = await sessions.directory.find('train');
  end(entry.host?.host);
  expect(await endedSession(sessions, 'train')).toMatchObject({
    reason: 'lost',
    lostTo: 'host',
    exitCode: null,
    signal: null,
    lastLine: 'precious',
    lastLines: ['precious'],
  });
});

test('[SESS6] after the machine was started anew, what ran is ended, lost, and its socket stale', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'done', command: 'exit 3' });
  await endedSession(sessions, 'done');
  const entry = await restartedMachine(sessions, { bootId: 'another boot' });
  expect(await sessions.directory.list()).toMatchObject([
    { name: 'done', state: 'ended', reason: 'exit', exitCode: 3 },
    { name: 'train', state: 'ended', reason: 'lost', lostTo: 'reboot' },
  ]);
  await expect(connectHost(entry.dir, { ...asClient, name: 'train' })).rejects.toMatchObject({
    code: 'host-gone',
    message: expect.stringContaining('"train"'),
  });
  // Its name is free, its log can go, and nobody is signalled.
  await expect(stopSession(sessions.state, entry, 'kill')).rejects.toMatchObject({
    code: 'not-running',
  });
  await sessions.launch({ name: 'train' });
  await removeSession(sessions.state, await sessions.directory.find('train.1'));
  expect((await sessions.directory.list()).map(({ name }) => name)).toEqual(['done', 'train']);
});

test('[SESS6] a process that has the number of a dead host does not revive the session', async () => {
  const sessions = testSessions();
  await restartedMachine(sessions, { pid: process.pid, startTime: '1', bootId: bootId() });
  expect(await sessions.directory.list()).toMatchObject([{ state: 'ended', reason: 'lost' }]);
});

test('[SESS29] a session whose spec is garbage is listed by its id, can be ended, read and removed', async () => {
  const sessions = testSessions();
  const { state, directory, launch } = sessions;
  const { id } = await launch({ name: 'train' });
  await launch({ name: 'good' });
  const { dir } = await directory.find(id);
  const whole = readFileSync(specPath(dir));
  for (const damage of ['garbage', '', '{"id":7}']) {
    writeFileSync(specPath(dir), damage);
    const listed = await directory.find(id);
    expect(await summaryOf(listed)).toMatchObject({
      ...{ id, name: id, state: 'running', command: expect.stringContaining('spec.json') },
    });
  }
  const entry = await directory.find(id);
  const { ended } = await stopSession(state, entry, 'kill');
  expect(ended.map(({ name }) => name)).toContain('sleep');
  expect(await directory.find(id)).toMatchObject({ state: { reason: 'killed' } });
  writeFileSync(specPath(dir), whole);
  expect(await directory.find('train')).toMatchObject({ state: { reason: 'killed' } });
  writeFileSync(specPath(dir), '');
  await removeSession(state, await directory.find(id));
  expect((await directory.list()).map(({ name }) => name)).toEqual(['good']);
});

test("[SESS7] other machines' sessions are listed after ours, never judged or touched", async () => {
  const sessions = testSessions();
  const { state, directory, launch } = sessions;
  await launch({ name: 'elsewhere' });
  await launch({ name: 'over', command: 'exit 2' });
  await endedSession(sessions, 'over');
  const copied = await directory.find('elsewhere');
  const other = stateDirectoryAt(state.root, 'gpu02');
  mkdirSync(other.machineDir);
  cpSync(state.sessionsDir, other.sessionsDir, {
    recursive: true,
    filter: (path) => !path.endsWith('/sock'),
  });
  await stopSession(state, copied, 'kill');
  for (const name of ['elsewhere', 'over']) {
    await removeSession(state, await directory.find(name));
  }
  await launch({ name: 'here' });
  expect(await directory.list()).toMatchObject([
    { name: 'here', machine: state.machine },
    { name: 'elsewhere', machine: 'gpu02', state: 'running', pid: null },
    { name: 'over', machine: 'gpu02', state: 'ended', exitCode: 2 },
  ]);
  const entry = await directory.find('elsewhere');
  const refused = { code: 'other-machine', message: expect.stringContaining('gpu02') };
  await expect(stopSession(state, entry, 'kill')).rejects.toMatchObject(refused);
  await expect(removeSession(state, await directory.find('over'))).rejects.toMatchObject(refused);
  await expect(renameSession(state, entry, 'x')).rejects.toMatchObject(refused);
  // A name there is no reason to refuse it here.
  await launch({ name: 'elsewhere' });
  expect(await directory.find('elsewhere')).toMatchObject({ machine: state.machine });
});

test('[SESS8] a session is found by id, name, or a prefix that fits one', async () => {
  const sessions = testSessions();
  const { launch, directory } = sessions;
  const { id } = await launch({ name: 'train' });
  await launch({ name: 'tests' });
  await launch({ name: 'train.9', command: 'true' });
  await endedSession(sessions, 'train.9');
  const find = async (text: string) => (await directory.find(text)).spec.name;
  expect(await find(id)).toBe('train');
  expect(await find('train')).toBe('train');
  expect(await find('tr')).toBe('train'); // The one that has not ended is meant.
  expect(await find('train.')).toBe('train.9');
  await expect(find('t')).rejects.toMatchObject({
    code: 'ambiguous-name',
    message: expect.stringContaining('train, tests'),
  });
  for (const text of ['', 'x', 'zzzzzzzz', '../s', 'rain']) {
    await expect(find(text)).rejects.toMatchObject({ code: 'no-session', status: 404 });
  }
});

test('[SESS8] folders that are no sessions, or half written, do not disturb the list', async () => {
  const { launch, directory, state } = testSessions();
  await launch({ name: 'train' });
  for (const name of ['.new-abcd1234', '.trash-x', 'abcd0001', 'abcd0002']) {
    mkdirSync(join(state.sessionsDir, name));
  }
  writeFileSync(join(state.sessionsDir, 'abcd0001/spec.json'), '{"version":1');
  writeFileSync(join(state.sessionsDir, 'abcd0003'), '');
  const { dir } = await directory.find('train');
  // Somebody else's id in it: copied by hand.
  cpSync(join(dir, 'spec.json'), join(state.sessionsDir, 'abcd0002/spec.json'));
  expect(await directory.list()).toMatchObject([{ name: 'train' }]);
});

test('[SESS8] fields of later versions survive a rename', async () => {
  const { launch, directory, state } = testSessions();
  await launch({ name: 'train' });
  const { dir } = await directory.find('train');
  const path = join(dir, 'spec.json');
  await writeJsonAtomically(path, { ...(readJson(path) as object), later: [1] });
  await renameSession(state, await directory.find('train'), 'other');
  expect(readJson(path)).toMatchObject({
    name: 'other',
    later: [1],
    argv: expect.any(Array),
  });
});

test('[SESS8] a session is never lost between its end and the record of it', async () => {
  const sessions = testSessions();
  await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      sessions.launch({ name: `n${n}`, command: `sleep 0.${n + 1}` }),
    ),
  );
  await until('all have ended', async () => {
    const list = await sessions.directory.list({ lastLines: false });
    expect(list.filter(({ reason }) => reason === 'lost')).toEqual([]);
    return list.every(({ state }) => state === 'ended');
  });
});

/** A session as it is found after a crash of the machine: the files of its host, but no process. */
async function restartedMachine(
  { launch, directory, state }: TestSessions,
  host: object,
): Promise<SessionEntry> {
  await launch({ name: 'train', command: 'echo before; sleep 60' });
  const { dir, id } = await directory.find('train');
  const saved = join(state.root, 'saved');
  cpSync(dir, saved, { recursive: true, filter: (path) => !path.endsWith('/sock') });
  await stopSession(state, await directory.find('train'), 'kill');
  await removeSession(state, await directory.find('train'));
  renameSync(saved, dir);
  // What is written after a boot has begun was not written by the one before.
  for (const name of readdirSync(join(dir, 'output'))) utimesSync(join(dir, 'output', name), 0, 0);
  const record = JSON.parse(readFileSync(join(dir, 'host.json'), 'utf8'));
  await writeJsonAtomically(join(dir, 'host.json'), { ...record, ...host });
  await leaveSocket(join(dir, 'sock'));
  const entry = await new SessionDirectory(state).read(id);
  if (entry === null) throw new Error('the session is gone');
  return entry;
}

/** A socket nobody listens on: closing would remove it, so it is moved out of the way meanwhile. */
async function leaveSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}2`, resolve));
  renameSync(`${path}2`, path);
  await new Promise((resolve) => server.close(resolve));
  onTestFinished(() => void server.close());
}
