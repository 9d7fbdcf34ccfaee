import { expect, test } from 'vitest';
import { lastLine, lastOutput } from '../../server/sessions/last-line.ts';
import { endedSession, testSessions } from './harness.ts';

test.each([
  ['plain lines', 'one\r\ntwo\r\n', 'two'],
  ['a line that is not finished', 'one\r\nloss 0.3', 'loss 0.3'],
  ['blank lines at the end', 'one\r\n\r\n   \r\n', 'one'],
  ['nothing', '\r\n \x1b[0m\r\n', null],
  ['colours and titles', '\x1b]0;title\x07\x1b[1;31mred\x1b[0m \x1b(Bx\r\n', 'red x'],
  ['a progress bar', ' 10%|#   \r 50%|##  \r100%|####\r\n', '100%|####'],
  ['a shorter text over a longer one', 'downloading\rdone\x1b[K\r\n', 'done'],
  ['a partly overwritten line', 'epoch 1\repoch 2', 'epoch 2'],
  ['an erased line', 'working\x1b[2K\rready', 'ready'],
  ['backspaces', 'abc\b\bX', 'aXc'],
  ['tabs and cursor moves', 'a\tb\x1b[2Cc', 'a       b  c'],
  ['bars that move the cursor up', 'bar 1\r\nbar 2\x1b[A\rBAR 1\n', 'BAR 1'],
  ['characters cut in half at the start', '\x9fok\r\n', 'ok'],
  ['wide characters and emoji', 'Größe 模型 🚀\r\n', 'Größe 模型 🚀'],
  ['unfinished escapes', 'ready\r\n\x1b]0;half a title', 'ready'],
])('[SESS27] %s', (_, output, expected) => {
  expect(
    lastLine(Buffer.from(output, output.startsWith('\x9f') ? 'latin1' : 'utf8'))?.replace(
      '\ufffd',
      '',
    ) ?? null,
  ).toBe(expected);
});

test('[SESS27] the line is cut at 200 characters, whole ones, and hostile moves cost nothing', () => {
  expect(lastLine(Buffer.from('🚀'.repeat(300)))).toBe('🚀'.repeat(200));
  const begun = performance.now();
  lastLine(Buffer.from('\x1b[2147483647Cx\x1b[2147483647Gx'.repeat(300)));
  expect(performance.now() - begun).toBeLessThan(200);
});

test('[SESS27] a session without output has no last line', async () => {
  const sessions = testSessions();
  const { id } = await sessions.launch({ command: 'true' });
  expect(await endedSession(sessions, id)).toMatchObject({ lastLine: null, lastOutputAt: null });
  expect(await lastOutput('/no/such/folder')).toMatchObject({ lastLine: null });
});

test('[SESS27] it is found at the end of a long log, with the time it came', async () => {
  const sessions = testSessions();
  const begun = Date.now();
  const { id } = await sessions.launch({ command: 'seq 200000' });
  const session = await endedSession(sessions, id);
  expect(session.lastLine).toBe('200000');
  expect(Date.parse(session.lastOutputAt ?? '')).toBeGreaterThan(begun - 1000);
});
