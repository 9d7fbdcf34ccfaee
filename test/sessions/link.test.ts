import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { encodeFrame, FrameDecoder, maxFrameBytes } from '../../server/protocol/frame.ts';
import {
  type ClientFrame,
  encodeHostFrame,
  type HostFrame,
  hostProtocol,
  maxInputBytes,
  parseClientFrame,
} from '../../server/protocol/host.ts';
import { connectHost } from '../../server/sessions/connect-host.ts';
import type { HostLink } from '../../server/sessions/link.ts';
import { endedSession, testSessions, until } from './harness.ts';

const asGateway = { client: 'gateway', answers: true, name: 'train' } as const;
const hello: HostFrame = {
  type: 'hello',
  protocol: hostProtocol,
  version: '1.0.0',
  id: 'abcd1234',
  pid: 42,
  offset: 7,
  size: { cols: 100, rows: 30, owner: '' },
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync('/tmp/ol-');
  return () => rmSync(folder, { recursive: true, force: true });
});

test('[SESS18] both greet each other, and the host says where the output stands', async () => {
  const host = await fakeHost();
  const link = await connected(host);
  expect(link.hello).toEqual(hello);
  expect(host.heard).toEqual([
    { type: 'hello', protocol: 1, client: 'gateway', version: expect.any(String), answers: true },
  ]);
});

test('[SESS18] what comes right behind the hello is not missed', async () => {
  const host = await fakeHost();
  const exit = { exitCode: 0, signal: null, reason: 'exit', endedAt: 1, offset: 9 } as const;
  host.greeting = Buffer.concat([
    encodeHostFrame(hello),
    encodeHostFrame({ type: 'output', from: 7, to: 9, bytes: Buffer.from('hi') }),
    encodeHostFrame({ type: 'answerer', you: true }),
    encodeHostFrame({ type: 'resized', offset: 9, size: { cols: 1, rows: 2, owner: 'me' } }),
    encodeHostFrame({ type: 'lost', from: 9, to: 10 }),
    encodeHostFrame({ type: 'exit', exit }),
  ]);
  host.thenClose = true;
  const link = await connectHost(folder, asGateway);
  const events: unknown[] = [];
  const closed = new Promise<void>((resolve) => link.on('close', resolve));
  link.on('output', (from, to, bytes) => events.push([from, to, String(bytes)]));
  link.on('answerer', (you) => events.push(you));
  link.on('resized', (offset, size) => events.push([offset, size]));
  link.on('lost', (from, to) => events.push([from, to]));
  link.on('exit', (record) => events.push(record));
  await closed;
  expect(events).toEqual([
    [7, 9, 'hi'],
    true,
    [9, { cols: 1, rows: 2, owner: 'me' }],
    [9, 10],
    exit,
  ]);
  expect(await link.input('page', 1, Buffer.from('x'))).toBe('ended');
});

test('[SESS18] a frame of a later protocol is skipped', async () => {
  const host = await fakeHost();
  const link = await connected(host);
  const output = new Promise((resolve) => link.on('output', (from, to) => resolve([from, to])));
  host.send(encodeFrame(0xf0, Buffer.from('who knows')));
  host.send(encodeHostFrame({ type: 'output', from: 7, to: 100_000, bytes: null }));
  expect(await output).toEqual([7, 100_000]);
});

test.each([
  ['malformed', encodeFrame(0x82, Buffer.from('short'))],
  ['empty', lengthOnly(0)],
  ['too large', lengthOnly(0xffffffff)],
  ['one too large', lengthOnly(maxFrameBytes + 1)],
])('[SESS18] a frame that is %s closes the link', async (_, bytes) => {
  const host = await fakeHost();
  const link = await connected(host);
  const closed = new Promise<void>((resolve) => link.on('close', resolve));
  const input = link.input('page', 1, Buffer.from('x'));
  host.send(bytes);
  await closed;
  await expect(input).rejects.toMatchObject({ code: 'host-gone' });
  expect(link.closed).toBe(true);
});

test('[SESS18] a host of a newer protocol is refused in words', async () => {
  const host = await fakeHost();
  host.greeting = encodeHostFrame({ ...hello, protocol: hostProtocol + 1 } as HostFrame);
  await expect(connectHost(folder, asGateway)).rejects.toMatchObject({
    code: 'newer-host',
    message: expect.stringContaining('"train"'),
  });
  await until('it hung up', () => host.gone);
});

test('[SESS18] a host that says nothing, or something else first, is given up', async () => {
  const host = await fakeHost();
  host.greeting = Buffer.alloc(0);
  const connecting = connectHost(folder, { ...asGateway, helloWithinMs: 50 });
  await expect(connecting).rejects.toMatchObject({ code: 'host-gone' });
  host.greeting = encodeHostFrame({ type: 'answerer', you: true });
  await expect(connectHost(folder, asGateway)).rejects.toMatchObject({ code: 'host-gone' });
});

test('[SESS18] a session without a socket has no host', async () => {
  await expect(connectHost(folder, asGateway)).rejects.toMatchObject({ code: 'host-gone' });
});

test('[SESS19] each input has its own answer; resending while one is awaited sends nothing', async () => {
  const host = await fakeHost();
  const link = await connected(host);
  const answers = Promise.all([
    link.input('page', 1, Buffer.from('a')),
    link.input('page', 1, Buffer.from('a')),
    link.input('other', 1, Buffer.from('b')),
    link.input('page', 2, Buffer.from('c')),
  ]);
  await until('all were heard', () => host.heard.length === 4);
  for (const [source, seq, status] of [
    ['page', 2, 'busy'],
    ['other', 1, 'ended'],
    ['page', 1, 'accepted'],
  ] as const) {
    host.send(encodeHostFrame({ type: 'inputResult', source, seq, status }));
  }
  expect(await answers).toEqual(['accepted', 'accepted', 'ended', 'busy']);
});

test('[SESS19] input that is too large is refused, and so is more than the host takes in', async () => {
  const host = await fakeHost();
  const link = await connected(host);
  await expect(link.input('p', 1, Buffer.alloc(maxInputBytes + 1))).rejects.toMatchObject({
    code: 'too-large',
  });
  host.pause();
  const statuses: string[] = [];
  for (let seq = 1; seq <= 64 && statuses.length === 0; seq++) {
    void link.input('p', seq, Buffer.alloc(maxInputBytes)).then(
      (status) => statuses.push(status),
      () => {},
    );
    await Promise.resolve();
  }
  expect(statuses).toEqual(['busy']);
});

test('[SESS19] a link that closes leaves no input without an answer, and nothing comes after it', async () => {
  const host = await fakeHost();
  const link = await connected(host);
  const input = link.input('page', 1, Buffer.from('x'));
  let closes = 0;
  link.on('close', () => closes++);
  link.close();
  link.close();
  await expect(input).rejects.toMatchObject({ code: 'host-gone' });
  await expect(link.input('page', 2, Buffer.from('y'))).rejects.toMatchObject({
    code: 'host-gone',
  });
  link.resize({ cols: 1, rows: 1, owner: '' });
  expect(closes).toBe(1);
});

test('[SESS19] a real host types, resizes and tells the end', async () => {
  const sessions = testSessions();
  await sessions.launch({
    name: 'cat',
    command: 'stty -echo; read line; echo "got $line"; stty size',
  });
  const { dir, id } = await sessions.directory.find('cat');
  const link = await connectHost(dir, { client: 'cli', answers: false });
  const resized = new Promise((resolve) => link.on('resized', (_, size) => resolve(size)));
  const exited = new Promise((resolve) => link.on('exit', resolve));
  link.resize({ cols: 90, rows: 20, owner: 'cli' });
  expect(await resized).toEqual({ cols: 90, rows: 20, owner: 'cli' });
  expect(await link.input('t', 1, Buffer.from('it\n'))).toBe('accepted');
  expect(await link.input('t', 1, Buffer.from('it\n'))).toMatch(/accepted|ended/);
  expect(await exited).toMatchObject({ exitCode: 0, reason: 'exit' });
  expect(await endedSession(sessions, id)).toMatchObject({ lastLine: '20 90', cols: 90, rows: 20 });
});

interface FakeHost {
  greeting: Uint8Array;
  thenClose: boolean;
  readonly heard: ClientFrame[];
  readonly gone: boolean;
  send(bytes: Uint8Array): void;
  pause(): void;
}

/** A peer that says what it is told to, on the socket in `folder`. */
async function fakeHost(): Promise<FakeHost> {
  let socket: Socket | null = null;
  const host = {
    greeting: encodeHostFrame(hello) as Uint8Array,
    thenClose: false,
    heard: [] as ClientFrame[],
    gone: false,
    send: (bytes: Uint8Array) => void socket?.write(bytes),
    pause: () => void socket?.pause(),
  };
  const server = createServer((connection) => {
    socket = connection;
    const decoder = new FrameDecoder();
    connection.on('error', () => {});
    connection.on('close', () => {
      host.gone = true;
    });
    connection.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) {
        const parsed = parseClientFrame(frame);
        if (parsed !== null && parsed !== 'unknown') host.heard.push(parsed);
      }
    });
    connection.write(host.greeting);
    if (host.thenClose) connection.end();
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'sock'), resolve));
  onTestFinished(() => {
    socket?.destroy();
    server.close();
  });
  return host;
}

async function connected(host: FakeHost): Promise<HostLink> {
  const link = await connectHost(folder, asGateway);
  onTestFinished(() => link.close());
  await until('it was greeted', () => host.heard.length > 0);
  return link;
}

function lengthOnly(length: number): Uint8Array {
  const bytes = new Uint8Array(5);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}
