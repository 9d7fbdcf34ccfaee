import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readExitRecord } from '../../server/log/exit-record.ts';
import { testHostDirectory } from '../build.ts';
import { timelineOf } from '../log/logs.ts';
import {
  endTestHosts,
  shortTemporaryDirectory,
  startTestHost,
  TestClient,
  wholeLog,
} from './hosts.ts';

afterEach(endTestHosts);

describe('output', () => {
  test('[HOST1] 300 programs that exit at once lose no byte of their output', {
    retry: 0,
    timeout: 180_000,
  }, async () => {
    const expected = Array.from({ length: 5000 }, (_, i) => `${i + 1}\r\n`).join('');
    let whole = 0;
    for (let round = 0; round < 75; round++) {
      const hosts = await Promise.all(
        Array.from({ length: 4 }, () => startTestHost(['seq', '5000'])),
      );
      for (const host of hosts) {
        await host.gone;
        if ((await wholeLog(host.output)).toString() === expected) whole++;
      }
      await endTestHosts();
    }
    expect(whole).toBe(300);
  });

  test('[HOST2] every connection is told of each byte once, in order, after it is in the log', async () => {
    const host = await startTestHost(['sh', '-c', 'read go; seq 20000']);
    const clients = [await TestClient.greet(host), await TestClient.greet(host)];
    clients[0]?.send({ type: 'input', source: 'test', seq: 1, bytes: Buffer.from('go\n') });
    for (const client of clients) {
      const { exit } = await client.frame('exit');
      const told = client.frames.filter((frame) => frame.type === 'output');
      told.reduce((at, frame) => {
        expect(frame.from).toBe(at);
        return frame.to;
      }, 0);
      expect(told.at(-1)?.to).toBe(exit.offset);
    }
    expect((await wholeLog(host.output)).toString()).toContain('\n19999\r\n20000\r\n');
  });

  test('[HOST9] a flood is told of in few notices, and its end at once', async () => {
    const host = await startTestHost(['sh', '-c', 'read go; seq 400000; echo over; read go']);
    const client = await TestClient.greet(host);
    client.send({ type: 'input', source: 'test', seq: 1, bytes: Buffer.from('go\n') });
    const told = () => client.frames.filter((frame) => frame.type === 'output');
    const bytes = 3_088_905; // "go" and "over" with what the terminal makes of their newlines
    await expect.poll(() => told().at(-1)?.to, { timeout: 20_000 }).toBe(bytes);
    expect(told().length).toBeLessThan(bytes / 8192);
  });

  test('[HOST3] the exit record holds the exit code, the signal, and the offset of the end', async () => {
    const [failed, killed] = await Promise.all([
      startTestHost(['sh', '-c', 'printf abc; exit 7']),
      startTestHost(['sh', '-c', 'kill -SEGV $$']),
    ]);
    await Promise.all([failed.gone, killed.gone]);
    expect(await readExitRecord(failed.output)).toMatchObject({
      exitCode: 7,
      signal: null,
      reason: 'exit',
      offset: 3,
    });
    expect(await readExitRecord(killed.output)).toMatchObject({
      signal: 'SIGSEGV',
      reason: 'exit',
    });
  });

  test('[HOST4] a session ends soon after its program though orphans go on writing', async () => {
    const directory = shortTemporaryDirectory();
    const orphan = '(trap "" HUP; while :; do echo noise; sleep 0.001; done) & echo $! > orphan';
    const host = await startTestHost([
      'sh',
      '-c',
      `cd ${directory}; ${orphan}; sleep 0.2; date +%s%3N > ended`,
    ]);
    await host.gone;
    const goneAt = Date.now();
    process.kill(Number(readFileSync(join(directory, 'orphan'), 'utf8')), 'SIGKILL');
    expect(await readExitRecord(host.output)).toMatchObject({ exitCode: 0, reason: 'exit' });
    expect(goneAt - Number(readFileSync(join(directory, 'ended'), 'utf8'))).toBeLessThan(3000);
  });

  test('[HOST5] a slow reader is told of everything it missed in one notice', async () => {
    const host = await startTestHost(['sh', '-c', 'read go; seq 3000000; read end']);
    const slow = await TestClient.greet(host);
    const quick = await TestClient.greet(host);
    slow.pause();
    quick.send({ type: 'input', source: 'test', seq: 1, bytes: Buffer.from('go\n') });
    const end =
      'go\r\n'.length +
      Array.from({ length: 3_000_000 }, (_, i) => String(i + 1).length + 2).reduce((a, b) => a + b);
    await quick.frame('output', (frame) => frame.to === end);
    slow.resume();
    await slow.frame('output', (frame) => frame.to === end);
    const told = slow.frames.filter((frame) => frame.type === 'output');
    told.reduce((at, frame) => {
      expect(frame.from).toBe(at);
      return frame.to;
    }, 0);
  });

  test('[HOST6] deleting its bundle under a running host changes nothing for it', async () => {
    const copy = join(shortTemporaryDirectory(), 'host');
    cpSync(testHostDirectory, copy, { recursive: true });
    const host = await startTestHost(['sh', '-c', 'read go; echo still here; exit 4'], {
      bundle: `${copy}/main.cjs`,
    });
    rmSync(copy, { recursive: true });
    const client = await TestClient.greet(host, 'cli', true);
    client.send({ type: 'resize', size: { cols: 80, rows: 20, owner: 'cli' } });
    client.send({ type: 'input', source: 'test', seq: 1, bytes: Buffer.from('go\n') });
    const { exit } = await client.frame('exit');
    expect(exit.exitCode).toBe(4);
    expect((await wholeLog(host.output)).toString()).toContain('still here');
  });

  test('[HOST7] a resize stands in the timeline at the offset of the first byte drawn at it', async () => {
    const host = await startTestHost([
      'sh',
      '-c',
      'stty -echo; echo before; read go; stty size; read go',
    ]);
    const client = await TestClient.greet(host);
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('before');
    client.send({ type: 'resize', size: { cols: 61, rows: 17, owner: 'phone' } });
    const resized = await client.frame('resized');
    expect(resized).toMatchObject({
      offset: 'before\r\n'.length,
      size: { cols: 61, rows: 17, owner: 'phone' },
    });
    client.send({ type: 'input', source: 'test', seq: 1, bytes: Buffer.from('go\n') });
    await client.until(() => client.inlineText.includes('17 61'));
    const timeline = await timelineOf(host.output);
    expect(timeline.find((entry) => entry.kind === 'size' && entry.offset > 0)).toMatchObject({
      offset: resized.offset,
      size: { cols: 61, rows: 17 },
    });
  });

  test('[HOST8] the program inherits no file of its host', async () => {
    const host = await startTestHost(['ls', '/proc/self/fd']);
    await host.gone;
    const open = (await wholeLog(host.output)).toString().split(/\s+/).filter(Boolean);
    const inheritedByTests = 250; // Files of the shell that runs the tests may carry high numbers.
    expect(open.filter((fd) => Number(fd) < inheritedByTests)).toEqual(['0', '1', '2', '3']);
  });
});
