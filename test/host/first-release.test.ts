// The first released host, kept as it was: sessions that it holds must work with every later gateway.
import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { readExitRecord } from '../../server/log/exit-record.ts';
import { FrameDecoder } from '../../server/protocol/frame.ts';
import {
  encodeClientFrame,
  encodeHostFrame,
  parseClientFrame,
  parseHostFrame,
} from '../../server/protocol/host.ts';
import { testHostDirectory } from '../build.ts';
import { timelineOf } from '../log/logs.ts';
import {
  endTestHosts,
  shortTemporaryDirectory,
  startTestHost,
  TestClient,
  wholeLog,
} from './hosts.ts';

const fixture = fileURLToPath(new URL('../fixtures/host-1', import.meta.url));

afterEach(endTestHosts);

describe('the first released host', () => {
  test('[HOST30] holds a session for the code of today: output, input, resize, answers, end', async () => {
    const bundle = join(shortTemporaryDirectory(), 'main.cjs');
    cpSync(join(fixture, 'main.cjs'), bundle);
    cpSync(join(testHostDirectory, 'prebuilds'), join(dirname(bundle), 'prebuilds'), {
      recursive: true,
    });
    const script = 'stty raw -echo; echo ready; dd bs=1 count=9 2>/dev/null; stty size; exit 6';
    const host = await startTestHost(['sh', '-c', script], { bundle });
    expect(host.ready).toMatchObject({ ok: true });
    await expect.poll(async () => (await wholeLog(host.output)).toString()).toContain('ready');
    const client = await TestClient.greet(host, 'gateway', true);
    expect(await client.frame('hello')).toMatchObject({
      protocol: 1,
      id: 'abcd1234',
      size: { cols: 100, rows: 30 },
    });
    expect((await client.frame('answerer')).you).toBe(true);
    client.send({ type: 'resize', size: { cols: 71, rows: 19, owner: 'phone' } });
    expect(await client.frame('resized')).toMatchObject({
      size: { cols: 71, rows: 19, owner: 'phone' },
    });
    const type = (seq: number, text: string) =>
      client.send({ type: 'input', source: 'phone', seq, bytes: Buffer.from(text) });
    type(1, 'abc');
    const told = await client.frame('output');
    client.send({ type: 'reply', from: told.from, to: told.to, bytes: Buffer.from('[R]') });
    type(1, 'abc');
    type(2, 'def');
    expect((await client.frame('exit')).exit).toMatchObject({ exitCode: 6, reason: 'exit' });
    await host.gone;
    expect(await readExitRecord(host.output)).toMatchObject({ exitCode: 6 });
    const text = (await wholeLog(host.output)).toString();
    expect(text).toContain('19 71');
    expect(text.match(/abc/g)).toHaveLength(1);
    const timeline = await timelineOf(host.output);
    expect(timeline.map((entry) => entry.kind)).toContain('exit');
  });

  test('[HOST31] its recorded frames are read and written to this day, byte for byte', () => {
    const recorded: Record<'client' | 'host', { hex: string; frame: unknown }[]> = JSON.parse(
      readFileSync(join(fixture, 'frames.json'), 'utf8'),
    );
    for (const { hex, frame } of recorded.client) {
      const [raw] = new FrameDecoder().push(Buffer.from(hex, 'hex'));
      const parsed = raw && parseClientFrame(raw);
      if (!parsed || parsed === 'unknown')
        throw new Error(`not read any more: ${JSON.stringify(frame)}`);
      expect(plain(parsed)).toEqual(frame);
      expect(Buffer.from(encodeClientFrame(parsed)).toString('hex')).toBe(hex);
    }
    for (const { hex, frame } of recorded.host) {
      const [raw] = new FrameDecoder().push(Buffer.from(hex, 'hex'));
      const parsed = raw && parseHostFrame(raw);
      if (!parsed || parsed === 'unknown')
        throw new Error(`not read any more: ${JSON.stringify(frame)}`);
      expect(plain(parsed)).toEqual(frame);
      expect(Buffer.from(encodeHostFrame(parsed)).toString('hex')).toBe(hex);
    }
    expect(recorded.client).toHaveLength(5);
    expect(recorded.host).toHaveLength(8);
  });
});

function plain(frame: object): unknown {
  const withHex = (_: string, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  return JSON.parse(
    JSON.stringify(
      Object.fromEntries(Object.entries(frame).map(([key, value]) => [key, withHex(key, value)])),
    ),
  );
}
