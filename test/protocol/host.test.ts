import { describe, expect, test } from 'vitest';
import {
  encodeFrame,
  FrameDecoder,
  FrameTooLarge,
  maxFrameBytes,
} from '../../server/protocol/frame.ts';
import {
  type ClientFrame,
  encodeClientFrame,
  encodeHostFrame,
  type HostFrame,
  parseClientFrame,
  parseHostFrame,
} from '../../server/protocol/host.ts';
import { seeded } from '../log/logs.ts';

const size = { cols: 100, rows: 30, owner: 'phone' };
const bytes = Uint8Array.of(0, 1, 255);
const far = 2 ** 52 + 12345;

const clientFrames: ClientFrame[] = [
  { type: 'hello', protocol: 1, client: 'gateway', version: '1.2.3', answers: true },
  { type: 'input', source: 'dévice', seq: far, bytes },
  { type: 'resize', size },
  { type: 'reply', from: 3, to: far, bytes },
  { type: 'stop', how: 'terminate' },
];

const exit = {
  exitCode: 1,
  signal: null,
  reason: 'exit',
  endedAt: 1795366257672,
  offset: far,
} as const;

const hostFrames: HostFrame[] = [
  { type: 'hello', protocol: 1, version: '1', id: 'abcd1234', pid: 77, offset: far, size },
  { type: 'output', from: far, to: far + 3, bytes },
  { type: 'output', from: 0, to: 100_000, bytes: null },
  { type: 'inputResult', source: 'dévice', seq: far, status: 'busy' },
  { type: 'resized', offset: far, size },
  { type: 'answerer', you: false },
  { type: 'exit', exit },
  { type: 'lost', from: 5, to: far },
];

describe('host protocol 1', () => {
  test('[PROTO1] every frame survives the way through bytes, however they are cut', () => {
    const random = seeded(7);
    const stream = new Uint8Array(
      Buffer.concat([...clientFrames.map(encodeClientFrame), ...hostFrames.map(encodeHostFrame)]),
    );
    for (let round = 0; round < 200; round++) {
      const decoder = new FrameDecoder();
      const frames: unknown[] = [];
      for (let at = 0; at < stream.length; ) {
        const end = at + 1 + Math.floor(random() * 60);
        for (const frame of decoder.push(stream.subarray(at, end))) {
          frames.push(frame.type < 0x80 ? parseClientFrame(frame) : parseHostFrame(frame));
        }
        at = end;
      }
      expect(frames.map(plain)).toEqual([...clientFrames, ...hostFrames].map(plain));
    }
  });

  test('[PROTO2] a frame longer than the limit is refused before it is held', () => {
    expect(() => encodeFrame(2, new Uint8Array(maxFrameBytes))).toThrow(FrameTooLarge);
    expect(() => [...new FrameDecoder().push(Uint8Array.of(255, 255, 255, 255, 2))]).toThrow(
      FrameTooLarge,
    );
    expect(() => [...new FrameDecoder().push(Uint8Array.of(0, 0, 0, 0, 2))]).toThrow(FrameTooLarge);
  });

  test('[PROTO3] random bytes are unknown or malformed, never an exception and never half a frame', () => {
    const random = seeded(11);
    for (let round = 0; round < 5000; round++) {
      const payload = Uint8Array.from({ length: Math.floor(random() * 40) }, () => random() * 256);
      const type = Math.floor(random() * 256);
      for (const parsed of [
        parseClientFrame({ type, payload }),
        parseHostFrame({ type, payload }),
      ]) {
        if (parsed === null || parsed === 'unknown') continue;
        expect(['input', 'reply', 'output', 'inputResult', 'lost']).toContain(parsed.type);
      }
    }
  });

  test('[PROTO4] what is not of the form is malformed: sizes, stops, offsets beyond 2^53', () => {
    const json = (type: number, value: unknown) => ({
      type,
      payload: Buffer.from(JSON.stringify(value)),
    });
    expect(parseClientFrame(json(3, { cols: 1001, rows: 30, owner: '' }))).toBeNull();
    expect(parseClientFrame(json(3, { cols: 0, rows: 30, owner: '' }))).toBeNull();
    expect(parseClientFrame(json(5, { how: 'gently' }))).toBeNull();
    expect(
      parseClientFrame(json(1, { protocol: 1, client: 'browser', version: '', answers: true })),
    ).toBeNull();
    expect(parseHostFrame({ type: 0x87, payload: new Uint8Array(16).fill(255) })).toBeNull();
    expect(parseClientFrame({ type: 0x7f, payload: bytes })).toBe('unknown');
  });
});

/** Frames hold views of buffers; what they say is compared. */
function plain(frame: unknown): unknown {
  return JSON.parse(
    JSON.stringify(frame, (_, value) => (value instanceof Uint8Array ? [...value] : value)),
  );
}
