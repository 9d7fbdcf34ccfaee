import { expect, test } from 'vitest';
import { type Change, Reading } from '../../../client/log/reading.ts';
import { search } from '../../../client/log/search.ts';
import type { LogMatches } from '../../../server/protocol/log-page.ts';
import { handheldLink, settled } from './handheld-link.ts';
import { lines, tail } from './lines.ts';

async function openedReading() {
  const hand = handheldLink();
  const changes: Change[] = [];
  const reading = new Reading({
    ...{ link: hand.link, session: 'abcd1234', refused: () => undefined },
    changed: (change) => changes.push(change),
  });
  await reading.rewrap(50, () => null);
  await hand.asked[0]?.answer({ ok: true, view: 3, tail: tail(1000) });
  return { ...hand, reading, changes };
}

const narrow = tail(1000, { width: 40 });

test('[READ1] a log is opened at the width there is, and its tail is at hand at once', async () => {
  const { reading, asked, changes } = await openedReading();
  expect(asked[0]).toMatchObject({
    event: 'log:open',
    message: { session: 'abcd1234', width: 50 },
  });
  expect(reading.rows).toBe(1000);
  expect(reading.cache.line(999)?.text).toBe('line 999');
  expect(changes).toEqual(['tail']);
});

test('[READ8] live lines stand below the settled ones, without the empty rest of a screen', async () => {
  const { reading, say } = await openedReading();
  const live = ['$ make', '', 'two rows', '  ', ''].map((text) => ({
    ...{ text, spans: [], time: null },
    rows: text === 'two rows' ? 2 : 1,
  }));
  say('log:tail', { view: 3, tail: tail(1002, { live }) });
  expect(reading.live.map(({ row, number }) => [row, number])).toEqual([
    [1002, 1002],
    [1003, 1003],
    [1004, 1004],
  ]);
  expect(reading.rows).toBe(1006);
});

test('[READ8] a tail tells what is different: lines that have gone, lines that stay, and others', async () => {
  const { reading, say } = await openedReading();
  const live = (...texts: string[]) =>
    texts.map((text) => ({ text, spans: [], rows: 1, time: null }));
  const texts = () => reading.live.map(({ text }) => text);
  say('log:tail', { view: 3, tail: tail(1000, { live: live('a', 'b', 'c') }) });
  say('log:tail', { view: 3, tail: tail(1000, { keep: 2, live: live('C') }) });
  expect(texts()).toEqual(['a', 'b', 'C']);
  say('log:tail', { view: 3, tail: tail(1001, { moved: 1, keep: 2, live: live('d') }) });
  expect(texts()).toEqual(['b', 'C', 'd']);
  expect(reading.live[0]?.number).toBe(1001);
});

test('[READ5] tails of a new width that come before its rows are not lost', async () => {
  const { reading, asked, say } = await openedReading();
  const wrapped = reading.rewrap(40, () => 500);
  const [width, rows] = asked.slice(1);
  const live = [{ text: 'kept', spans: [], rows: 1, time: null }];
  await width?.answer({ ok: true, tail: tail(1000, { width: 40, live }) });
  say('log:tail', { view: 3, tail: tail(1001, { width: 40, keep: 1 }) });
  await rows?.answer({ ok: true, shape: narrow.shape, lines: lines(470, 600) });
  expect(await wrapped).toBe(true);
  expect(reading.tail?.shape.lines).toBe(1001);
  expect(reading.live.map(({ text }) => text)).toEqual(['kept']);
});

test('[READ1] tails of another view, of another width, or that are none are not taken', async () => {
  const { reading, say } = await openedReading();
  say('log:tail', { view: 4, tail: tail(2000) });
  say('log:tail', { view: 3, tail: tail(2000, { width: 40 }) });
  say('log:tail', { view: 3, tail: 'nonsense' });
  expect(reading.rows).toBe(1000);
});

test('[READ7] at most two requests are under way, and their answers are kept', async () => {
  const { reading, asked, changes } = await openedReading();
  const request = { visible: { from: 100, to: 125 }, direction: 1, rows: 1000 } as const;
  reading.want(request);
  reading.want(request);
  const rows = asked.filter(({ event }) => event === 'log:rows');
  expect(rows.length).toBe(2);
  await rows[0]?.answer({ ok: true, shape: tail(1000).shape, lines: lines(100, 150) });
  expect(reading.cache.missing({ from: 100, to: 150 })).toEqual([]);
  expect(changes.at(-1)).toBe('rows');
});

test('[READ5] turned or resized, it stays with the line that is read when the answer comes', async () => {
  const { reading, asked } = await openedReading();
  let anchor = 500;
  const wrapped = reading.rewrap(40, () => anchor);
  anchor = 10;
  const [width, rows] = asked.slice(1);
  expect(width?.message).toEqual({ view: 3, width: 40 });
  await rows?.answer({ ok: true, shape: narrow.shape, lines: lines(470, 600) });
  await width?.answer({ ok: true, tail: narrow });
  const again = asked[3];
  expect(again?.message).toMatchObject({ width: 40, from: { line: 0 } });
  await again?.answer({ ok: true, shape: narrow.shape, lines: lines(0, 120) });
  expect(await wrapped).toBe(true);
  expect(reading.width).toBe(40);
  expect(reading.cache.line(10)).not.toBeNull();
  expect(reading.cache.line(500)).toBeNull();
});

test('[READ1] a new epoch empties what is held', async () => {
  const { reading, say, changes } = await openedReading();
  say('log:tail', { view: 3, tail: tail(4, { epoch: 2 }) });
  expect(changes.at(-1)).toBe('epoch');
  expect(reading.cache.line(999)).toBeNull();
  expect(reading.cache.line(3)).not.toBeNull();
});

test('[READ1] after a lost connection it is opened again, and what is held stays good', async () => {
  const { reading, asked, connected } = await openedReading();
  connected.value = false;
  expect(reading.view).toBeNull();
  connected.value = true;
  const again = asked.at(-1);
  expect(again?.event).toBe('log:open');
  await again?.answer({ ok: true, view: 9, tail: tail(1010) });
  expect(reading.view).toBe(9);
  expect(reading.cache.line(996)).not.toBeNull();
});

test('[READ17] hidden, it says so once; left, it closes the view', async () => {
  const { reading, told } = await openedReading();
  reading.pause(true);
  reading.pause(true);
  reading.pause(false);
  reading.close();
  expect(told).toEqual([
    ['log:pause', { view: 3, paused: true }],
    ['log:pause', { view: 3, paused: false }],
    ['log:close', { view: 3 }],
  ]);
});

const query = { kind: 'text', text: 'x' } as const;
const failed = () => undefined;

test('[READ11] matches are taken from their own search only, early ones too, until it is done', async () => {
  const { link, asked, say, told } = handheldLink();
  const found: LogMatches[] = [];
  search({ link, view: 3, query, around: 0, found: (part) => found.push(part), failed });
  const part = { search: 5, lines: [1], done: false, problem: null };
  say('log:matches', part);
  say('log:matches', { ...part, search: 4 });
  await asked[0]?.answer({ ok: true, search: 5 });
  say('log:matches', { ...part, done: true });
  say('log:matches', { ...part, done: true });
  expect(found.map(({ search: id, done }) => [id, done])).toEqual([
    [5, false],
    [5, true],
  ]);
  expect(told).toEqual([]);
});

test('[READ11] a search that is ended early is ended on the server too', async () => {
  const { link, asked, told } = handheldLink();
  const stop = search({ link, view: 3, query, around: 0, found: () => undefined, failed });
  stop();
  await asked[0]?.answer({ ok: true, search: 5 });
  await settled();
  expect(told).toEqual([['log:stop-search', { search: 5 }]]);
});
