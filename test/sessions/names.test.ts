import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SessionName } from '../../server/protocol/names.ts';
import { numbered } from '../../server/sessions/names.ts';
import { removeSession } from '../../server/sessions/remove.ts';
import { renameSession } from '../../server/sessions/rename.ts';
import { openStateDirectory } from '../../server/sessions/state-directory.ts';
import { stopSession } from '../../server/sessions/stop.ts';
import { endedSession, openTestSessions, outputOf, testSessions } from './harness.ts';
import { smallDisk } from './small-disk.ts';

test('[SESS9] of 20 launches of one name at once exactly one gets it', async () => {
  const { launch, directory } = testSessions();
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => launch({ name: 'train' })),
  );
  const refused = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  expect(refused).toHaveLength(19);
  for (const reason of refused) expect(reason).toMatchObject({ code: 'name-taken', status: 409 });
  expect(await directory.list()).toMatchObject([{ name: 'train', state: 'running' }]);
});

test('[SESS10] a name made of the command is counted up when it is taken', async () => {
  const { launch } = testSessions();
  const command = 'python3 -c "import time; time.sleep(1000)" train.py';
  const sessions = await Promise.all(Array.from({ length: 4 }, () => launch({ command })));
  const names = sessions.map(({ name }) => name).sort();
  expect(names).toEqual(['train', 'train-2', 'train-3', 'train-4']);
});

test('[SESS11] a new session takes its name from ended ones, which are numbered', async () => {
  const sessions = testSessions();
  const ids = [];
  for (let n = 0; n < 3; n++) {
    ids.push((await sessions.launch({ name: 'train', command: `echo ${n}` })).id);
    await endedSession(sessions, 'train');
  }
  const list = await sessions.directory.list();
  expect(list.map(({ id, name }) => [id, name])).toEqual([
    [ids[0], 'train.1'],
    [ids[1], 'train.2'],
    [ids[2], 'train'],
  ]);
  expect(await outputOf(sessions, 'train.1')).toBe('0\r\n');
});

test('[SESS11] a launch that fails takes no name from anybody', async () => {
  const sessions = testSessions();
  await sessions.launch({ name: 'train', command: 'true' });
  await endedSession(sessions, 'train');
  const broken = join(sessions.state.root, 'broken');
  mkdirSync(join(broken, `prebuilds/${process.platform}-${process.arch}`), { recursive: true });
  writeFileSync(join(broken, 'main.cjs'), '');
  await expect(sessions.launch({ name: 'train', hostSource: broken })).rejects.toThrow('started');
  expect(await sessions.directory.list()).toMatchObject([{ name: 'train' }]);
});

test('[SESS11] numbers are counted up to the first free one, and fit into a name', () => {
  const name = (text: string) => text as SessionName;
  expect(numbered(name('train'), new Set(['train.1', 'train.2']))).toBe('train.3');
  expect(numbered(name('x'.repeat(32)), new Set())).toBe(`${'x'.repeat(30)}.1`);
});

test('[SESS12] a session keeps its id and goes on when it is renamed', async () => {
  const { launch, directory, state } = testSessions();
  const { id, pid } = await launch({ name: 'one' });
  await renameSession(state, await directory.find('one'), 'two');
  expect(await directory.list()).toMatchObject([{ id, pid, name: 'two', state: 'running' }]);
  await expect(directory.find('one')).rejects.toMatchObject({ code: 'no-session' });
});

test('[SESS12] a name is given only if it is one, and free; ended sessions make room', async () => {
  const sessions = testSessions();
  const { launch, directory, state } = sessions;
  await launch({ name: 'busy' });
  await launch({ name: 'old', command: 'true' });
  await launch({ name: 'mine' });
  await endedSession(sessions, 'old');
  const rename = async (from: string, to: string) =>
    renameSession(state, await directory.find(from), to);
  await expect(rename('mine', 'busy')).rejects.toMatchObject({ code: 'name-taken' });
  await expect(rename('old', 'busy')).rejects.toMatchObject({ code: 'name-taken' });
  await expect(rename('mine', 'a b')).rejects.toMatchObject({ code: 'bad-name' });
  await rename('mine', 'mine');
  await rename('mine', 'old');
  const names = (await directory.list()).map(({ name }) => name);
  expect(names).toEqual(['busy', 'old.1', 'old']);
});

test('[SESS12] an ended session is removed whole, a running one not at all', async () => {
  const sessions = testSessions();
  const { launch, directory, state } = sessions;
  await launch({ name: 'train' });
  const entry = await directory.find('train');
  await expect(removeSession(state, entry)).rejects.toMatchObject({ code: 'not-ended' });
  await stopSession(state, entry, 'kill');
  mkdirSync(join(state.sessionsDir, '.trash-interrupted'));
  await removeSession(state, entry);
  expect(readdirSync(state.sessionsDir)).toEqual([]);
  await expect(removeSession(state, entry)).rejects.toMatchObject({ code: 'no-session' });
  await expect(renameSession(state, entry, 'x')).rejects.toMatchObject({ code: 'no-session' });
});

test('[SESS12] a full disk does not keep sessions from being removed', async ({ skip }) => {
  const disk = smallDisk(2048) ?? skip('no disk can be mounted here');
  const sessions = openTestSessions(openStateDirectory({ OUTLIVE_STATE_DIR: disk }));
  await sessions.launch({ name: 'train', command: 'true' });
  await endedSession(sessions, 'train');
  expect(() => writeFileSync(join(disk, 'fill'), Buffer.alloc(2 << 20))).toThrow('ENOSPC');
  const entry = await sessions.directory.find('train');
  await removeSession(sessions.state, entry);
  expect(existsSync(entry.dir)).toBe(false);
});
