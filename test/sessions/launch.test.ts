import { expect, test } from 'vitest';
import { testSessions, until } from './harness.ts';

test('[SESS10] a session is in the list from the moment its launch returns', async () => {
  const { launch, directory } = testSessions();
  const session = await launch({ name: 'train', command: 'sleep 1000' });
  expect(session).toMatchObject({ name: 'train', state: 'running', command: 'sleep 1000' });
  expect(await directory.list()).toMatchObject([{ id: session.id, pid: session.pid }]);
  const e = await directory.find('train');
  expect(e.id).toBe(session.id);
});
test('echo', async () => {
  const { launch, directory } = testSessions();
  const session = await launch({ command: 'echo hello; exit 3' });
  const ended = await until('ended', async () => { const [s] = await directory.list(); return s?.state === 'ended' && s; });
  expect(ended).toMatchObject({ exitCode: 3, lastLine: 'hello', reason: 'exit', name: 'echo', cols: 100 });
});
