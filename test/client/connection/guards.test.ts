import { describe, expect, it } from 'vitest';
import {
  parseAttachStart,
  parseOutput,
  parseResized,
  parseSnapshotEvent,
  parseSummaries,
  parseSummary,
} from '../../../client/connection/guards.ts';
import { summary } from '../summary.ts';

const size = { cols: 100, rows: 30, owner: '' };
const snapshot = { offset: 7, size, data: new Uint8Array([1, 2]), title: 'vim' };

describe('guards', () => {
  it('[PAGE32] a whole summary comes through as it is', () => {
    expect(parseSummary(summary({ name: 'train' }))).toEqual(summary({ name: 'train' }));
  });

  it('[PAGE32] a summary with a field missing or of another kind is none', () => {
    for (const wrong of [
      { id: 'x' },
      { name: '../etc' },
      { state: 'odd' },
      { cols: 0 },
      { cwd: 7 },
    ]) {
      expect(parseSummary({ ...summary({}), ...wrong })).toBeNull();
    }
    for (const value of [null, undefined, 3, 'text', []]) expect(parseSummary(value)).toBeNull();
  });

  it('[PAGE32] one unreadable entry does not hide the others of a list', () => {
    const list = parseSummaries([
      summary({ name: 'a' }),
      { name: 'broken' },
      summary({ name: 'b' }),
    ]);
    expect(list?.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(parseSummaries({})).toBeNull();
  });

  it('[PAGE32] bytes are taken as a browser gets them and as Node gets them', () => {
    const bytes = new Uint8Array([104, 105]);
    const event = { viewer: 1, from: 0, bytes };
    expect(parseOutput(event)).toEqual(event);
    expect(parseOutput({ ...event, bytes: bytes.buffer })?.bytes).toEqual(bytes);
    expect(parseOutput({ ...event, bytes: 'hi' })?.bytes).toEqual(bytes);
    expect(parseOutput({ ...event, bytes: '\u0100' })).toBeNull();
    expect(parseOutput({ ...event, bytes: [104] })).toBeNull();
    expect(parseOutput({ ...event, from: -1 })).toBeNull();
  });

  it('[PAGE32] a start is a snapshot or a resumption, whole or not at all', () => {
    const first = { kind: 'snapshot', viewer: 3, snapshot };
    const again = { kind: 'resume', viewer: 4, offset: 9, size };
    expect(parseAttachStart(first)).toEqual(first);
    expect(parseAttachStart(again)).toEqual(again);
    expect(parseAttachStart({ ...first, snapshot: { ...snapshot, size: {} } })).toBeNull();
    expect(parseAttachStart({ ...again, kind: 'other' })).toBeNull();
    expect(parseSnapshotEvent({ viewer: 3, snapshot })).toEqual({ viewer: 3, snapshot });
    expect(parseResized({ viewer: 3, offset: 9, size })).toEqual({ viewer: 3, offset: 9, size });
    expect(
      parseResized({ viewer: 3, offset: 9, size: { cols: 1e9, rows: 1, owner: '' } }),
    ).toBeNull();
  });
});
