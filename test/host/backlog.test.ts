// Clients that send and do not read, and disks that refuse or hang at the very end.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readExitRecord } from '../../server/log/exit-record.ts';
import { PromptDisk } from '../../server/log/prompt-disk.ts';
import { SegmentWriter } from '../../server/log/segment-writer.ts';
import { OutputWriter } from '../../server/log/writer.ts';
import { exited, removeTemporaryFolders, startSize, temporaryFolder } from '../log/logs.ts';
import { endTestHosts, startTestHost, TestClient, type TestHost } from './hosts.ts';

afterEach(endTestHosts);
afterEach(removeTemporaryFolders);

function highestMemoryKiB({ process: { pid } }: TestHost): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
}

/** What the host's process may write to any file from now on. */
function limitFiles({ process: { pid } }: TestHost, bytes: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

describe.skipIf(process.platform !== 'linux')('a client that sends and never reads', () => {
  test.each([
    [
      'input',
      (seq: number) => ({ type: 'input', source: 's', seq, bytes: Buffer.of(97) }) as const,
    ],
    [
      'resizes',
      (seq: number) =>
        ({
          type: 'resize',
          size: { cols: 80 + (seq % 9), rows: 24, owner: 'o'.repeat(40) },
        }) as const,
    ],
  ])('[HOST5] costs no memory, whatever it sends: %s', async (_, frame) => {
    const host = await startTestHost(['sh', '-c', 'stty raw -echo; exec cat > /dev/null']);
    const quick = await TestClient.greet(host);
    const before = highestMemoryKiB(host);
    const rude = await TestClient.greet(host);
    rude.pause();
    for (let seq = 1; seq <= 400_000; seq++) rude.send(frame(seq));
    // Until the host has taken all of it, or takes no more.
    let [unsent, still] = [-1, 0];
    for (let seq = 1; still < 40 && unsent !== 0; seq++) {
      quick.send({ type: 'input', source: 'quick', seq, bytes: Buffer.of(98) });
      await quick.frame('inputResult', (result) => result.seq === seq);
      still = rude.unsentBytes === unsent ? still + 1 : 0;
      unsent = rude.unsentBytes;
    }
    expect(highestMemoryKiB(host) - before).toBeLessThan(30_000);
    rude.close();
  });

  test('[HOST5] is answered all of it once it reads', async () => {
    const host = await startTestHost(['sh', '-c', 'stty raw -echo; exec cat > /dev/null']);
    const rude = await TestClient.greet(host);
    rude.pause();
    const last = 60_000;
    for (let seq = 1; seq <= last; seq++)
      rude.send({ type: 'input', source: 's', seq, bytes: Buffer.of(97) });
    rude.resume();
    await rude.frame('inputResult', (result) => result.seq === last);
    expect(rude.frames.filter((frame) => frame.type === 'inputResult')).toHaveLength(last);
  });
});

describe('an end that cannot be written', () => {
  test.skipIf(process.platform !== 'linux')(
    '[HOST14] is told all the same, and the host goes',
    async () => {
      const host = await startTestHost(['sh', '-c', 'read go; exit 5']);
      const client = await TestClient.greet(host);
      limitFiles(host, '0');
      client.send({ type: 'input', source: 's', seq: 1, bytes: Buffer.from('go\n') });
      expect((await client.frame('exit')).exit).toMatchObject({ exitCode: 5 });
      await host.gone;
      expect(await readExitRecord(host.output)).toBeNull();
    },
    60_000,
  );

  test.skipIf(process.platform !== 'linux')(
    '[HOST14] is tried again while the end may take',
    async () => {
      const host = await startTestHost(['sh', '-c', 'read go; exit 5']);
      const client = await TestClient.greet(host);
      limitFiles(host, '0');
      client.send({ type: 'input', source: 's', seq: 1, bytes: Buffer.from('go\n') });
      await client.frame('lost');
      limitFiles(host, 'unlimited');
      await client.frame('exit');
      expect(await readExitRecord(host.output)).toMatchObject({ exitCode: 5 });
    },
    60_000,
  );

  test('[HOST14] on a disk that hangs keeps nobody waiting for ever', async () => {
    const directory = temporaryFolder();
    const never = () => new Promise<never>(() => {});
    const exitFile = { write: never, datasync: never, close: never } as unknown as FileHandle;
    const opening = { kind: 'size', offset: 0, time: 0, size: startSize } as const;
    const first = await SegmentWriter.create(directory, opening);
    const limits = { endWithinMs: 50 };
    const options = { directory, size: startSize, limits, onCommitted() {}, onLost() {} };
    const writer = new OutputWriter(options, { first, exitFile, disk: new PromptDisk(false) });
    writer.append(Buffer.from('last words'));
    expect(await writer.end(exited)).toMatchObject({ offset: 'last words'.length });
    expect(readFileSync(join(directory, '0000000000000000.log'), 'utf8')).toBe('last words');
  });
});

test('[HOST15] a slow write turns the quick way of an echo off for a while, not for good', () => {
  let now = 0;
  const disk = new PromptDisk(true, () => now);
  disk.took(19);
  expect(disk.takesAtOnce(100)).toBe(true);
  disk.took(21);
  expect(disk.takesAtOnce(100)).toBe(false);
  now += 1000;
  expect(disk.takesAtOnce(100)).toBe(true);
  // The oftener it is slow, the longer it is spared, up to a minute.
  for (let i = 0; i < 10; i++) disk.took(500);
  now += 59_999;
  expect(disk.takesAtOnce(100)).toBe(false);
  now += 1;
  expect(disk.takesAtOnce(100)).toBe(true);
  expect(disk.takesAtOnce(5000)).toBe(false);
  for (let i = 0; i < 10; i++) disk.took(1);
  disk.took(21);
  now += 1000;
  expect(disk.takesAtOnce(100)).toBe(true);
});
