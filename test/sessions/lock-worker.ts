// Counts in a file under a lock, in a process of its own; or dies holding the lock.
import { readFileSync, writeFileSync } from 'node:fs';
import { acquireLock } from '../../server/sessions/lock.ts';

const [, , lockPath = '', countPath = '', rounds = '0', end = ''] = process.argv;

async function count(): Promise<void> {
  const result = await acquireLock(lockPath, { waitMs: 30_000 });
  if (result.kind === 'held') throw new Error(`process ${result.holder.pid} does not let go`);
  const before = Number(readFileSync(countPath, 'utf8'));
  await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(countPath, String(before + 1));
  if (end === 'die') process.kill(process.pid, 'SIGKILL');
  await result.lock.release();
}

for (let round = 0; round < Number(rounds); round++) await count();
