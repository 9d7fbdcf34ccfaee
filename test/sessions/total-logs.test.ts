import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type SessionSummary, stateInWords } from '../../server/protocol/session.ts';
import { keepTotalLogs } from '../../server/sessions/total-logs.ts';
import { endedSession, type TestSessions, testSessions } from './harness.ts';

const MiB = 1024 * 1024;

test('[SESS28] of too much output in all, that of the longest ended sessions goes first', async () => {
  const sessions = testSessions();
  for (const name of ['older', 'newer']) {
    await sessions.launch({ name, command: 'true' });
    await endedSession(sessions, name);
  }
  await sessions.launch({ name: 'runs' });
  for (const name of ['older', 'newer', 'runs']) await addSegments(sessions, name, 4);
  const entries = await sessions.directory.localEntries();
  expect(await keepTotalLogs(entries, 1000 * MiB)).toBe(0);
  await keepTotalLogs(entries, 9.5 * MiB);
  expect(await segmentsOf(sessions, 'older')).toBe(2); // The first and the newest stay.
  expect(await segmentsOf(sessions, 'newer')).toBe(5);
  expect(await segmentsOf(sessions, 'runs')).toBe(5);
  await keepTotalLogs(entries, 4 * MiB);
  const [older, newer, runs] = await sessions.directory.list();
  expect([older, newer, runs].map((one) => one?.logRemoved === true)).toEqual([true, true, false]);
  expect(stateInWords(older as SessionSummary)).toBe(
    'ended, exit 0 (its log was removed to make room)',
  );
  expect(await segmentsOf(sessions, 'runs')).toBe(5);
});

/** As much as `count` MiB, without writing them. */
async function addSegments({ directory }: TestSessions, name: string, count: number) {
  const { outputDir } = await directory.find(name);
  for (let n = 1; n <= count; n++) {
    const path = join(outputDir, `${String(n * MiB).padStart(16, '0')}.log`);
    writeFileSync(path, '');
    truncateSync(path, MiB);
  }
}

async function segmentsOf({ directory }: TestSessions, name: string): Promise<number> {
  const { outputDir } = await directory.find(name);
  return readdirSync(outputDir).filter((file) => file.endsWith('.log')).length;
}
