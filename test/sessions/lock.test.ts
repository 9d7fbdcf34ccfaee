import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { bootId } from '../../server/identity/boot.ts';
import { ownIdentity } from '../../server/identity/process-identity.ts';
import { acquireLock, type Lock } from '../../server/sessions/lock.ts';

const run = promisify(execFile);
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync('/tmp/ol-');
  path = join(folder, 'x.lock');
  return () => rmSync(folder, { recursive: true, force: true });
});

test('[SESS4] whoever comes second is told who holds the lock, until it is let go', async () => {
  const lock = await taken();
  expect(await acquireLock(path)).toEqual({ kind: 'held', holder: ownIdentity() });
  await lock.release();
  await lock.release();
  const again = await taken();
  await lock.release();
  expect(await acquireLock(path)).toMatchObject({ kind: 'held' });
  await again.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('[SESS4] a lock that is let go in time is waited for', async () => {
  const lock = await taken();
  const second = acquireLock(path, { waitMs: 10_000 });
  await lock.release();
  expect(await second).toMatchObject({ kind: 'acquired' });
});

test('[SESS4] a queue is waited out, however long: patience is for one holder', async () => {
  const waitMs = 1500;
  const hold = (nonce: number): void => {
    const holder = { ...ownIdentity(), nonce: String(nonce).padStart(16, '0') };
    writeFileSync(`${path}.next`, JSON.stringify(holder));
    renameSync(`${path}.next`, path);
  };
  hold(0);
  const waiting = acquireLock(path, { waitMs });
  const from = performance.now();
  for (let next = 1; performance.now() - from < waitMs + 500; next++) {
    hold(next);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(path);
  expect(await waiting).toMatchObject({ kind: 'acquired' });
});

const { pid, startTime } = ownIdentity();
test.each([
  ['a process that is gone', { pid: 2 ** 22 + 1, startTime, bootId: bootId() }],
  ['a process whose number belongs to another now', { pid, startTime: '1', bootId: bootId() }],
  ['a process from before the machine was started anew', { pid, startTime, bootId: 'before' }],
])('[SESS4] %s holds nothing', async (_, holder) => {
  writeFileSync(path, JSON.stringify({ ...holder, nonce: '0123456789abcdef' }));
  await (await taken()).release();
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['', '{"pid":', '[]', 'null'])(
  '[SESS4] a lock torn by a crash (%j) holds nothing',
  async (text) => {
    writeFileSync(path, text);
    await (await taken()).release();
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('[SESS4] one who died while replacing a stale lock does not block it', async () => {
  const dead = { pid: 2 ** 22 + 1, startTime: '1', bootId: bootId() };
  writeFileSync(path, JSON.stringify({ ...dead, nonce: '0123456789abcdef' }));
  writeFileSync(
    `${path}.0123456789abcdef.stale`,
    JSON.stringify({ ...dead, nonce: 'fedcba9876543210' }),
  );
  await (await taken()).release();
});

test('[SESS4] of many who find a stale lock at once, one gets it', async () => {
  for (let round = 0; round < 20; round++) {
    const stale = { pid, startTime: '1', bootId: bootId(), nonce: '0123456789abcdef' };
    writeFileSync(path, JSON.stringify(stale));
    const results = await Promise.all(Array.from({ length: 20 }, () => acquireLock(path)));
    const won = results.filter((result) => result.kind === 'acquired');
    expect(won).toHaveLength(1);
    await won[0]?.lock.release();
  }
});

test('[SESS4] processes that die holding it, and those after them, never hold it together', async () => {
  const worker = join(folder, 'worker.mjs');
  const entry = new URL('./lock-worker.ts', import.meta.url).pathname;
  const target = { bundle: true, platform: 'node', format: 'esm' } as const;
  await build({ ...target, entryPoints: [entry], outfile: worker });
  const counter = join(folder, 'count');
  writeFileSync(counter, '0');
  const start = (rounds: number, end: string) =>
    run(process.execPath, [worker, path, counter, String(rounds), end]);
  const counting = Array.from({ length: 4 }, () => start(40, ''));
  const dying = Array.from({ length: 6 }, () =>
    start(1, 'die').catch((error: { signal?: string }) => expect(error.signal).toBe('SIGKILL')),
  );
  await Promise.all([...counting, ...dying]);
  expect(Number(readFileSync(counter, 'utf8'))).toBe(4 * 40 + 6);
});

async function taken(): Promise<Lock> {
  const result = await acquireLock(path);
  if (result.kind === 'held') throw new Error(`held by ${result.holder.pid}`);
  onTestFinished(() => result.lock.release());
  return result.lock;
}
