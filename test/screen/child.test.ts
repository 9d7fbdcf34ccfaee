import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ViewChild } from '../../server/screen/process/child.ts';
import type { Progress } from '../../server/screen/process/progress.ts';
import { defaultWatchdogLimits } from '../../server/screen/process/watchdog.ts';

/**
 * A process that begins long after it was started and told to, then chokes: it tells of a slice as
 * `progress.ts` lays it down, and never comes back.
 */
const lateAndHanging = `
  import { writeSync } from 'node:fs';
  process.on('message', () => setTimeout(() => {
    const record = Buffer.alloc(64);
    record.writeUInt32BE(1, 0);
    record.writeDoubleBE(32768, 4);
    record[15] = record.write('poisoned', 16);
    writeSync(4, record, 0, 64, 0);
    for (;;);
  }, 500));
`;

const folder = mkdtempSync(join(tmpdir(), 'ol-child-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('[VIEW10] a process that begins late is watched all the same', async () => {
  const entry = join(folder, 'late.mjs');
  writeFileSync(entry, lateAndHanging);
  const limits = { sliceCpuMs: 50, sliceMs: 50, rssBytes: 2 ** 40, stillLooks: 1e9 };
  const gone = new Promise<[Progress['slice'], boolean]>((resolve) => {
    const child = new ViewChild(
      { message: () => {}, failed: () => {}, gone: (slice, certain) => resolve([slice, certain]) },
      { entry, limits, lookEveryMs: 5 },
    );
    child.send({ type: 'follow', id: 'poisoned', outputDirectory: folder });
  });
  expect(await gone).toEqual([{ id: 'poisoned', from: 32768 }, true]);
});

test('[VIEW14] a process that stands still with work to do is replaced, and no output is blamed', async () => {
  const entry = join(mkdtempSync(join(tmpdir(), 'ol-still-')), 'still.mjs');
  writeFileSync(
    entry,
    `import { writeSync } from 'node:fs';
    writeSync(4, Buffer.alloc(64), 0, 64, 0);
    process.on('message', () => process.kill(process.pid, 'SIGSTOP'));`,
  );
  const limits = { ...defaultWatchdogLimits, stillLooks: 20 };
  const gone = new Promise<[Progress['slice'], boolean]>((resolve) => {
    const child = new ViewChild(
      { message: () => {}, failed: () => {}, gone: (slice, certain) => resolve([slice, certain]) },
      { entry, limits, lookEveryMs: 50 },
    );
    child.send({ type: 'follow', id: 'innocent', outputDirectory: tmpdir() });
  });
  expect(await gone).toEqual([null, false]);
});

test.each([
  ['aborts', 'process.abort()', defaultWatchdogLimits],
  [
    'stands still',
    `process.kill(process.pid, 'SIGSTOP')`,
    { ...defaultWatchdogLimits, stillLooks: 5 },
  ],
])('[VIEW17] a process that %s before it has run was not started', async (_, code, limits) => {
  const entry = join(mkdtempSync(join(tmpdir(), 'ol-unborn-')), 'unborn.mjs');
  writeFileSync(entry, code);
  const failed = new Promise<NodeJS.ErrnoException>((resolve, reject) => {
    const gone = () => reject(new Error('it is said to have run'));
    new ViewChild({ message: () => {}, failed: resolve, gone }, { entry, limits, lookEveryMs: 50 });
  });
  expect((await failed).message).toMatch(/ended before it ran \(SIG(?:ABRT|KILL)\)/);
});
