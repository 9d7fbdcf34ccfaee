import { expect, onTestFinished, test } from 'vitest';
import type { SessionId } from '../../server/protocol/names.ts';
import { removeSession } from '../../server/sessions/remove.ts';
import { renameSession } from '../../server/sessions/rename.ts';
import type { StateDirectory } from '../../server/sessions/state-directory.ts';
import { stopSession } from '../../server/sessions/stop.ts';
import { watchSessions } from '../../server/sessions/watch.ts';
import { testSessions, until } from './harness.ts';

test('[SESS26] new, renamed, ended and removed sessions are told of', async () => {
  const { state, directory, launch } = testSessions();
  const before = await launch({ name: 'before' });
  const told = watched(state);
  const { id } = await launch({ name: 'train' });
  await until('the new one is told of', () => told.includes(id));

  for (const session of [id, before.id]) {
    await nextTelling(told, session, async () =>
      renameSession(state, await directory.find(session), `x-${session}`),
    );
    await nextTelling(told, session, async () => {
      await stopSession(state, await directory.find(session), 'kill');
    });
    expect((await directory.read(session))?.state.kind).toBe('ended');
    await nextTelling(told, session, async () =>
      removeSession(state, await directory.find(session)),
    );
    expect(await directory.read(session)).toBeNull();
  }
});

test('[SESS26] the telling of an end comes after its record', async () => {
  const { state, directory, launch } = testSessions();
  const states: (string | undefined)[] = [];
  const watch = watchSessions(state, async (id) => {
    states.push((await directory.read(id))?.state.kind);
  });
  onTestFinished(() => watch.close());
  await launch({ command: 'true' });
  await until('the end is told', () => states.at(-1) === 'ended');
});

test('[SESS26] output alone is no change, and nothing is told after closing', async () => {
  const { state, launch, directory } = testSessions();
  const told: SessionId[] = [];
  const { id } = await launch({ name: 'chatty', command: 'read x; seq 1000; read x' });
  const watch = watchSessions(state, (changed) => told.push(changed));
  const { connectHost } = await import('../../server/sessions/connect-host.ts');
  const link = await connectHost((await directory.find(id)).dir, { client: 'cli', answers: false });
  await link.input('t', 1, Buffer.from('\n'));
  await until('it has written', async () => (await directory.list())[0]?.lastLine === '1000');
  expect(told).toEqual([]);
  watch.close();
  watch.close();
  await stopSession(state, await directory.find(id), 'kill');
  expect(told).toEqual([]);
});

function watched(state: StateDirectory): SessionId[] {
  const told: SessionId[] = [];
  const watch = watchSessions(state, (id) => told.push(id));
  onTestFinished(() => watch.close());
  return told;
}

async function nextTelling(told: SessionId[], id: SessionId, work: () => Promise<void>) {
  told.length = 0;
  await work();
  await until(`a change of ${id} is told`, () => told.includes(id));
}
