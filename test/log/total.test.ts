import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readExitRecord } from '../../server/log/exit-record.ts';
import { listSegments } from '../../server/log/segments.ts';
import { keepTotal, logRemovedPath } from '../../server/log/total.ts';
import { exited, openTestLog, readAll, removeTemporaryFolders, temporaryFolder } from './logs.ts';

afterEach(removeTemporaryFolders);

async function logOfSegments(count: number): Promise<string> {
  const directory = join(temporaryFolder(), 'output');
  const { writer, committed } = await openTestLog({ segmentBytes: 10_000 }, { directory });
  for (let i = 0; i < count; i++) {
    writer.append(Buffer.alloc(10_000, i));
    await expect.poll(() => committed.at(-1)?.[1]).toBe(writer.offset);
  }
  await writer.end(exited);
  return directory;
}

test('[LOG11] beyond the total cap, the longest ended sessions lose the middle of their logs first', async () => {
  const [old, recent, running] = [
    await logOfSegments(6),
    await logOfSegments(6),
    await logOfSegments(6),
  ];
  const ended = [
    { directory: recent, endedAt: 2000 },
    { directory: old, endedAt: 1000 },
  ];
  expect(await keepTotal([running], ended, 1_000_000)).toBe(0);
  const removed = await keepTotal([running], ended, 131_000);
  expect(removed).toBeGreaterThan(49_000);
  expect(await listSegments(old)).toEqual([0, 50_000]);
  expect(await listSegments(recent)).toEqual([0, 20_000, 30_000, 40_000, 50_000]);
  expect(await listSegments(running)).toHaveLength(6);
  expect((await readAll(old)).find((result) => result.kind === 'gap')).toEqual({
    kind: 'gap',
    from: 10_000,
    to: 50_000,
  });
  await keepTotal([running], ended, 81_000);
  expect(await listSegments(recent)).toEqual([0, 50_000]);
  await keepTotal([running], ended, 0);
  expect(await listSegments(running)).toHaveLength(6);
});

test('[LOG11] what was derived counts, and beyond the cap whole logs go, the longest ended first', async () => {
  const [old, recent] = [await logOfSegments(2), await logOfSegments(2)];
  for (const directory of [old, recent]) {
    const lines = join(dirname(directory), 'transcript', 'lines-9');
    mkdirSync(lines, { recursive: true });
    writeFileSync(join(lines, '000000000000.lines'), Buffer.alloc(50_000));
  }
  const ended = [
    { directory: recent, endedAt: 2000 },
    { directory: old, endedAt: 1000 },
  ];
  expect(await keepTotal([], ended, 150_000)).toBe(0);
  expect(await keepTotal([], ended, 130_000)).toBeGreaterThan(70_000);
  expect(await listSegments(old)).toEqual([]);
  expect(existsSync(join(dirname(old), 'transcript'))).toBe(false);
  expect(existsSync(logRemovedPath(dirname(old)))).toBe(true);
  expect(await readAll(old)).toEqual([{ kind: 'gap', from: 0, to: 20_000 }]);
  expect(await readExitRecord(old)).toMatchObject({ offset: 20_000 });
  expect(await listSegments(recent)).toHaveLength(2);
  expect(existsSync(logRemovedPath(dirname(recent)))).toBe(false);
});
