import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { maxFrameBytes } from '../../server/protocol/frame.ts';
import { endTestHosts, startTestHost, TestClient, wholeLog } from './hosts.ts';

afterEach(endTestHosts);

/** Echoes what it reads, byte by byte, with the terminal's own echo off. */
const rawCat = ['sh', '-c', 'stty raw -echo; echo ready; exec cat'];

async function readyRawCat(): Promise<{
  client: TestClient;
  host: Awaited<ReturnType<typeof startTestHost>>;
}> {
  const host = await startTestHost(rawCat);
  const client = await TestClient.greet(host);
  await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('ready');
  return { client, host };
}

describe('input', () => {
  test('[HOST10] input with a number that was taken before is acknowledged and not typed again', async () => {
    const { client, host } = await readyRawCat();
    for (const seq of [1, 2, 2, 1, 3]) {
      client.send({ type: 'input', source: 'phone', seq, bytes: Buffer.from(`<${seq}>`) });
    }
    client.send({ type: 'input', source: 'laptop', seq: 1, bytes: Buffer.from('<other>') });
    await client.until(
      () => client.frames.filter((frame) => frame.type === 'inputResult').length === 6,
    );
    const results = client.frames.filter((frame) => frame.type === 'inputResult');
    expect(results.map((frame) => [frame.source, frame.seq, frame.status])).toEqual([
      ['phone', 1, 'accepted'],
      ['phone', 2, 'accepted'],
      ['phone', 2, 'accepted'],
      ['phone', 1, 'accepted'],
      ['phone', 3, 'accepted'],
      ['laptop', 1, 'accepted'],
    ]);
    await expect
      .poll(async () => (await wholeLog(host.output)).toString())
      .toContain('<1><2><3><other>');
  });

  test('[HOST11] a program that does not read gets at most 64 KiB queued, whole or busy, for no processor time', async () => {
    const host = await startTestHost(['sh', '-c', 'stty raw -echo; echo ready; sleep 30']);
    const client = await TestClient.greet(host);
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('ready');
    const chunk = Buffer.alloc(16 * 1024, 'x');
    for (let seq = 1; seq <= 20; seq++)
      client.send({ type: 'input', source: 'p', seq, bytes: chunk });
    await client.until(
      () => client.frames.filter((frame) => frame.type === 'inputResult').length === 20,
    );
    const statuses = client.frames.flatMap((frame) =>
      frame.type === 'inputResult' ? [frame.status] : [],
    );
    expect(statuses).toContain('busy');
    expect(statuses.filter((status) => status === 'accepted').length).toBeGreaterThanOrEqual(4);
    const before = processorTicks(host.process.pid ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(processorTicks(host.process.pid ?? 0) - before).toBeLessThan(20); // Of 100 in a second.
  });

  test('[HOST12] a stop that was asked for is recorded as "killed", with the signal', async () => {
    const { client } = await readyRawCat();
    client.send({ type: 'stop', how: 'kill' });
    const { exit } = await client.frame('exit');
    expect(exit).toMatchObject({ reason: 'killed', signal: 'SIGKILL' });
  });

  test('[HOST13] "interrupt" is Ctrl+C: what the program does with it is its own business', async () => {
    const host = await startTestHost([
      'sh',
      '-c',
      'trap "echo got it; exit 5" INT; echo ready; while :; do sleep 0.1; done',
    ]);
    const client = await TestClient.greet(host);
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('ready');
    client.send({ type: 'stop', how: 'interrupt' });
    expect((await client.frame('exit')).exit).toMatchObject({ exitCode: 5, reason: 'exit' });
    expect((await wholeLog(host.output)).toString()).toContain('got it');
  });
});

describe('connections', () => {
  test('[HOST20] a connection that says something else first, or a frame too large, is closed; others go on', async () => {
    const { client, host } = await readyRawCat();
    const rude = await TestClient.open(host);
    rude.send({ type: 'stop', how: 'kill' });
    await rude.until(() => rude.closed);
    const huge = await TestClient.greet(host);
    const header = Buffer.alloc(5);
    header.writeUInt32BE(maxFrameBytes + 1);
    huge.sendBytes(header);
    await huge.until(() => huge.closed);
    client.send({ type: 'input', source: 'p', seq: 1, bytes: Buffer.from('alive') });
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('alive');
  });

  test('[HOST21] frames of a later protocol are skipped', async () => {
    const { client, host } = await readyRawCat();
    client.sendRaw(0x7f, Buffer.from('what is this'));
    client.send({ type: 'input', source: 'p', seq: 1, bytes: Buffer.from('alive') });
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('alive');
  });

  test('[HOST22] only the answerer may answer, once, and only what was just written', async () => {
    const { client: first, host } = await readyRawCat();
    const cli = await TestClient.greet(host, 'cli', true);
    expect((await cli.frame('answerer')).you).toBe(true);
    const gateway = await TestClient.greet(host, 'gateway', true);
    expect((await gateway.frame('answerer')).you).toBe(true);
    expect((await cli.frame('answerer', (frame) => !frame.you)).you).toBe(false);

    first.send({ type: 'input', source: 'p', seq: 1, bytes: Buffer.from('query') });
    const told = await gateway.frame('output', (frame) =>
      Buffer.from(frame.bytes ?? []).includes('query'),
    );
    const range = { from: told.from, to: told.to };
    cli.send({ type: 'reply', ...range, bytes: Buffer.from('<from the cli>') });
    gateway.send({ type: 'reply', ...range, bytes: Buffer.from('<answer>') });
    gateway.send({ type: 'reply', ...range, bytes: Buffer.from('<twice>') });
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('<answer>');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const late = (await wholeLog(host.output)).length;
    gateway.send({ type: 'reply', from: late - 1, to: late, bytes: Buffer.from('<late>') });
    first.send({ type: 'input', source: 'p', seq: 2, bytes: Buffer.from('end') });
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('end');
    const text = (await wholeLog(host.output)).toString();
    expect(text).toContain('query<answer>end');
  });

  test('[HOST23] when the gateway goes, the command line answers again', async () => {
    const { host } = await readyRawCat();
    const cli = await TestClient.greet(host, 'cli', true);
    const gateway = await TestClient.greet(host, 'gateway', true);
    await cli.frame('answerer', (frame) => !frame.you);
    gateway.close();
    await cli.until(() => cli.frames.filter((frame) => frame.type === 'answerer').length === 3);
    expect(cli.frames.at(-1)).toEqual({ type: 'answerer', you: true });
  });
});

/** User and system time of a process, in clock ticks (proc(5), fields 14 and 15). */
function processorTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
