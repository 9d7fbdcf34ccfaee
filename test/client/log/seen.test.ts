import { expect, test } from 'vitest';
import type { Store } from '../../../client/connection/storage.ts';
import { keptBySession } from '../../../client/log/kept.ts';
import { awayMs, laterMark, parseMark, unseenSince } from '../../../client/log/seen.ts';

const mark = { epoch: 1, line: 100, at: 1_000_000 };
const later = mark.at + 38 * 60_000;

test('[READ9] lines that came since one last looked are new, from the first of them on', () => {
  expect(unseenSince(mark, { epoch: 1, lines: 112, now: later })).toEqual({
    line: 100,
    lines: 12,
    since: mark.at,
  });
});

test('[READ9] nothing is new on a first visit, after a moment away, in a new epoch, or without lines', () => {
  expect(unseenSince(null, { epoch: 1, lines: 112, now: later })).toBeNull();
  expect(unseenSince(mark, { epoch: 1, lines: 112, now: mark.at + awayMs - 1 })).toBeNull();
  expect(unseenSince(mark, { epoch: 2, lines: 112, now: later })).toBeNull();
  expect(unseenSince(mark, { epoch: 1, lines: 100, now: later })).toBeNull();
});

test('[READ9] scrolling back un-sees nothing', () => {
  expect(laterMark(mark, { epoch: 1, line: 5, at: later })).toEqual({ ...mark, at: later });
  const anew = { epoch: 2, line: 5, at: later };
  expect(laterMark(mark, anew)).toEqual(anew);
});

test('[READ9] what is kept is read back, nonsense is not', () => {
  expect(parseMark(JSON.parse(JSON.stringify(mark)))).toEqual(mark);
  for (const bad of [null, 5, {}, { ...mark, line: -1 }, { ...mark, at: 'then' }]) {
    expect(parseMark(bad)).toBeNull();
  }
});

test('[READ15] what is kept by session is bounded each and in all, the oldest going first', () => {
  const kept = new Map<string, string>([['other', 'stays']]);
  const storage: Store['storage'] = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
  const notes = keptBySession('note', { sessions: 3, characters: 100 }, () => ({
    ...{ storage, prefix: '/hub/ ' },
  }));
  for (let i = 0; i < 6; i++) notes.write(`s${i}`, { keptAt: i, text: `note ${i}` });
  const expected = ['other', ...[3, 4, 5].map((i) => `/hub/ outlive:note:s${i}`)];
  expect([...kept.keys()]).toEqual(expected);
  notes.write('s5', { text: 'x'.repeat(200) });
  expect(notes.read('s5')).toMatchObject({ text: 'note 5' });
  expect(notes.read('s0')).toBeNull();
});

test('[READ15] a browser that refuses to store costs nothing else', () => {
  const refusing = keptBySession('note', { sessions: 3, characters: 100 }, () => {
    throw new Error('forbidden');
  });
  refusing.write('s', { text: 'lost' });
  expect(refusing.read('s')).toBeNull();
});
