import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  followTail,
  type LogEnd,
  type LogMatches,
  plainLine,
} from '../../server/protocol/log-view.ts';
import { startViews, type Views } from '../../server/screen/views.ts';
import { buildView } from './build-view.ts';
import { createSessionLog, type SessionLog } from './session-log.ts';

let entry = '';
const open: { close(): void }[] = [];
const id = 'aaaaaaaa';

beforeAll(async () => {
  entry = await buildView();
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function followed(): Promise<{
  log: SessionLog;
  views: Views;
  write(text: string): Promise<void>;
}> {
  const log = await createSessionLog();
  open.push({ close: log.remove });
  const views = startViews({ entry });
  open.push(views);
  views.follow(id, log.outputDirectory);
  return { log, views, write: async (text) => views.advance(id, await log.write(text)) };
}

const numbered = (from: number, to: number, words = '') =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}${words}\r\n`).join('');

/** All matches of a search, and how it ended. */
function allOf(start: (found: (batch: LogMatches) => void) => void): Promise<LogMatches> {
  return new Promise((resolve) => {
    const matches: LogMatches['matches'][number][] = [];
    start((batch) => {
      matches.push(...batch.matches);
      if (batch.done !== null) resolve({ ...batch, matches });
    });
  });
}

describe('the readable log', () => {
  test('[LINES1] any stretch of settled lines is found by line number', async () => {
    const { views, write } = await followed();
    await write(numbered(0, 100_000));
    const { size, lines, from } = await views.log(id).lines(54_321, 54_324, 80);
    expect(size).toMatchObject({ firstLine: 0, rows: size.endLine });
    expect(size.endLine).toBeGreaterThan(99_900);
    expect(from).toBe(54_321);
    expect(lines.map(plainLine)).toEqual(['line 54321', 'line 54322', 'line 54323']);
    expect(lines[0]?.time).toBeGreaterThan(Date.now() - 60_000);
  });

  test('[LINES2] rows at any width come from arithmetic, wide characters included', async () => {
    const { views, write } = await followed();
    const texts = Array.from({ length: 3000 }, (_, i) =>
      i % 7 === 0 ? '漢字'.repeat(i % 50) : 'x'.repeat((i * 37) % 230),
    );
    await write(`${texts.join('\r\n')}\r\n${'\r\n'.repeat(40)}`);
    for (const width of [11, 45, 80]) {
      const rowsOf = (text: string) => {
        if (!text.startsWith('漢')) return Math.max(1, Math.ceil(text.length / width));
        return Math.ceil(text.length / Math.floor(width / 2));
      };
      const starts: number[] = [];
      let row = 0;
      for (const text of texts) {
        starts.push(row);
        row += rowsOf(text);
      }
      for (const line of [0, 1, 700, 1500, 2999]) {
        const { from, fromRow, lines } = await views
          .log(id)
          .rows(starts[line] ?? 0, (starts[line] ?? 0) + 1, width);
        expect({ from, fromRow, text: lines.map(plainLine) }).toEqual({
          from: line,
          fromRow: starts[line],
          text: [texts[line]],
        });
      }
    }
  });

  test('[LINES3] the end is told by changes that add up, and a small one is small', async () => {
    const { views, write } = await followed();
    let end: LogEnd | null = null;
    const bytes: number[] = [];
    let wake = () => {};
    const close = views.log(id).tail({ width: 80, lines: 50 }, (tail) => {
      end = followTail(end, tail, 50);
      bytes.push(JSON.stringify(tail).length);
      wake();
    });
    open.push({ close });
    const until = async (last: string) => {
      for (;;) {
        const line = end?.open.at(-1);
        if (line !== undefined && plainLine(line) === last) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    await write(numbered(0, 200));
    await until('line 199');
    for (let i = 200; i < 206; i++) {
      await write(`line ${i}\r\n`);
      await until(`line ${i}`);
      const shown = [
        ...((end as LogEnd | null)?.settled ?? []),
        ...((end as LogEnd | null)?.open ?? []),
      ].map(plainLine);
      expect(shown.slice(-60)).toEqual(
        Array.from(
          { length: Math.min(60, shown.length) },
          (_, n) => `line ${i + 1 - Math.min(60, shown.length) + n}`,
        ),
      );
      expect(bytes.at(-1)).toBeLessThan(400);
    }
  });

  test('[LINES4] a flood costs the follower of its end at most ten states and 24 KB a second', async () => {
    const { views, write } = await followed();
    let bytes = 0;
    let states = 0;
    let quiet = () => {};
    const start = performance.now();
    const close = views.log(id).tail({ width: 80, lines: 50 }, (tail) => {
      bytes += JSON.stringify(tail).length;
      states++;
      const last = tail.changed.at(-1);
      if (last && plainLine(last).startsWith('line 149999 ')) quiet();
    });
    open.push({ close });
    const over = new Promise<void>((resolve) => {
      quiet = resolve;
    });
    for (let i = 0; i < 10; i++)
      await write(numbered(i * 15_000, (i + 1) * 15_000, ` ${'.'.repeat(60)}`));
    await over;
    const seconds = (performance.now() - start) / 1000;
    expect(states).toBeLessThanOrEqual(seconds * 10 + 2);
    expect(bytes).toBeLessThanOrEqual(seconds * 24_000 + 12_000);
  });

  test('[LINES5] a search finds plain text, with case only if it has capitals, and what is still on the screen', async () => {
    const { views, write } = await followed();
    await write(
      `${numbered(0, 500)}\x1b[31mAn Error\x1b[0m here\r\n${numbered(501, 900)}an error there`,
    );
    const search = (text: string, regex = false) =>
      allOf((found) => views.log(id).search({ text, regex }, found));
    expect(await search('error')).toMatchObject({
      done: 'all',
      matches: [
        { line: 500, ranges: [[3, 8]] },
        { line: 900, ranges: [[3, 8]] },
      ],
    });
    expect((await search('Error')).matches).toEqual([{ line: 500, ranges: [[3, 8]] }]);
    expect((await search('line 49\\d$', true)).matches.map(({ line }) => line)).toEqual([
      490, 491, 492, 493, 494, 495, 496, 497, 498, 499,
    ]);
    expect((await search('31')).matches.map(({ line }) => line).slice(0, 2)).toEqual([31, 131]);
    expect((await search('(', true)).done).toBe('bad-pattern');
  });

  test('[LINES6] a regular expression that takes forever holds no view up', async () => {
    const { views, write } = await followed();
    await write(`${'a'.repeat(90)}!\r\n${numbered(0, 100)}`);
    const stop = views.log(id).search({ text: '(a+)+$', regex: true }, () => {});
    await write('still here');
    const screen = await views.screen(id);
    expect(Buffer.from(screen.data).toString()).toContain('still here');
    stop();
  });

  test('[LINES7] errors are found as people name them', async () => {
    const { views, write } = await followed();
    const bad = [
      'Traceback (most recent call last):',
      'ValueError: x',
      'torch.cuda.OutOfMemoryError: CUDA out of memory.',
      'step 3 loss=nan',
      'Killed',
      'Segmentation fault (core dumped)',
    ];
    await write(
      `${numbered(0, 50)}${bad.join('\r\n')}\r\n0 errors, val_error: 0.1\r\n${numbered(50, 100)}`,
    );
    const { matches } = await allOf((found) => views.log(id).errors(found));
    expect(matches.map(({ line }) => line)).toEqual([50, 51, 52, 53, 54, 55]);
  });
});
