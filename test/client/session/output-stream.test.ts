import { describe, expect, it } from 'vitest';
import { OutputStream } from '../../../client/session/terminal/output-stream.ts';

const size = { cols: 100, rows: 30, owner: '' };
const bytes = (length: number) => new Uint8Array(length);
const snapshot = (offset: number) => ({ offset, size, data: bytes(3), title: '' });

function started(offset = 100) {
  const stream = new OutputStream();
  stream.started({ kind: 'snapshot', viewer: 1, snapshot: snapshot(offset) });
  return stream;
}

describe('the output stream', () => {
  it('[PAGE21] output that follows on is written, and moves the cursor', () => {
    const stream = started();
    expect(stream.output({ viewer: 1, from: 100, bytes: bytes(5) })).toMatchObject({
      kind: 'write',
      to: 105,
    });
    expect(stream.output({ viewer: 1, from: 105, bytes: bytes(2) })).toMatchObject({
      kind: 'write',
      to: 107,
    });
  });

  it('[PAGE21] output with a hole before it, or seen before, is not written: the page attaches anew', () => {
    for (const from of [99, 101]) {
      const stream = started();
      expect(stream.output({ viewer: 1, from, bytes: bytes(5) })).toEqual({
        kind: 'attach',
        left: 1,
      });
      expect(stream.cursor).toBe(100);
      expect(stream.output({ viewer: 1, from: 100, bytes: bytes(5) })).toEqual({ kind: 'nothing' });
    }
  });

  it('[PAGE22] after a lost connection it resumes at the cursor without repainting', () => {
    const stream = started();
    stream.output({ viewer: 1, from: 100, bytes: bytes(5) });
    stream.lost();
    expect(stream.cursor).toBe(105);
    expect(stream.started({ kind: 'resume', viewer: 2, offset: 105, size })).toEqual({
      kind: 'resize',
      size,
    });
    expect(stream.output({ viewer: 2, from: 105, bytes: bytes(1) })).toMatchObject({
      kind: 'write',
      to: 106,
    });
  });

  it('[PAGE22] a resumption elsewhere than at the cursor starts over from a snapshot', () => {
    const stream = started();
    expect(stream.started({ kind: 'resume', viewer: 2, offset: 50, size })).toEqual({
      kind: 'attach',
      left: 2,
    });
    expect(stream.cursor).toBeNull();
  });

  it('[PAGE21] a snapshot sets the cursor wherever it was', () => {
    const stream = started();
    expect(stream.snapshot({ viewer: 1, snapshot: snapshot(9000) })).toMatchObject({
      kind: 'paint',
    });
    expect(stream.output({ viewer: 1, from: 9000, bytes: bytes(1) })).toMatchObject({
      kind: 'write',
    });
  });

  it('[PAGE21] what is meant for an earlier attachment changes nothing', () => {
    const stream = started();
    expect(stream.output({ viewer: 7, from: 100, bytes: bytes(5) })).toEqual({ kind: 'nothing' });
    expect(stream.resized({ viewer: 7, offset: 100, size })).toEqual({ kind: 'nothing' });
    expect(stream.ended({ viewer: 7 })).toEqual({ kind: 'nothing' });
    expect(stream.ended({ viewer: 1 })).toEqual({ kind: 'end' });
  });

  it('[PAGE21] a resize is for bytes that come after those already here', () => {
    const stream = started();
    expect(stream.resized({ viewer: 1, offset: 100, size })).toEqual({ kind: 'resize', size });
    expect(stream.resized({ viewer: 1, offset: 101, size })).toEqual({ kind: 'attach', left: 1 });
  });

  it('[STREAM1] a connection lost between a resize and its screen leaves no cursor to go on from', () => {
    const resized = { ...size, cols: 44 };
    const stream = started();
    stream.resized({ viewer: 1, offset: 100, size: { ...size, owner: 'phone' } });
    stream.lost();
    expect(stream.cursor).toBe(100);
    stream.started({ kind: 'resume', viewer: 2, offset: 100, size });
    stream.resized({ viewer: 2, offset: 100, size: resized });
    stream.lost();
    expect(stream.cursor).toBeNull();
    stream.started({
      kind: 'snapshot',
      viewer: 3,
      snapshot: { ...snapshot(100), size: resized },
    });
    stream.lost();
    expect(stream.cursor).toBe(100);
  });

  it('[STREAM1] nor does a resize that was missed', () => {
    const stream = started();
    stream.lost();
    const missed = { kind: 'resume', viewer: 2, offset: 100, size: { ...size, rows: 9 } } as const;
    expect(stream.started(missed)).toEqual({ kind: 'attach', left: 2 });
    expect(stream.cursor).toBeNull();
  });
});
