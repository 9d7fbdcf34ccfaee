// What a followed session's output says of its run: the same whoever was killed on the way.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Follower } from '../../server/screen/follow/follower.ts';
import { CheckpointPace } from '../../server/screen/follow/pace.ts';
import { linesDirectory } from '../../server/screen/transcript/generations.ts';
import { watchVersion } from '../../server/watch/state.ts';
import { recording } from '../watch/recordings.ts';
import { type Random, randomOutput, seeded } from './random-output.ts';
import { createSessionLog, type SessionLog } from './session-log.ts';

const logs: SessionLog[] = [];
afterEach(() => {
  for (const log of logs.splice(0)) log.remove();
});

class Always extends CheckpointPace {
  override isDue(): boolean {
    return true;
  }
}
const nobody = { feeding: () => {}, fed: () => {}, answered: () => {} };
const follow = (log: SessionLog, pace?: CheckpointPace) =>
  Follower.open(log.outputDirectory, nobody, pace);

async function readToEnd(log: SessionLog, pace?: CheckpointPace): Promise<Follower> {
  const follower = await follow(log, pace);
  while (await follower.advance());
  return follower;
}

async function newLog(limits = {}): Promise<SessionLog> {
  let time = 1_700_000_000_000;
  const log = await createSessionLog(
    { cols: 100, rows: 24, owner: '' },
    () => (time += 700),
    limits,
  );
  logs.push(log);
  return log;
}

const watchFolder = (log: SessionLog) => join(log.directory, 'transcript', `watch-${watchVersion}`);

function* pieces(output: Buffer, random: Random): Generator<Buffer> {
  for (let at = 0; at < output.length; ) {
    const to = at + 1 + random(1500);
    yield output.subarray(at, to);
    at = to;
  }
}

const outputs: readonly [string, (random: Random) => Buffer][] = [
  ['a tqdm bar and its losses', () => recording('tqdm-nested').subarray(0, 30_000)],
  ['whatever a terminal can be told', (random) => Buffer.from(randomOutput(random, 1500))],
];

test.each(outputs)(
  '[WATCH2] %s: killed at any moment, it comes to the same',
  async (_, make) => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = seeded(seed);
      const log = await newLog();
      let follower = await follow(log, new Always());
      for (const piece of pieces(make(random), random)) {
        await log.write(piece);
        if (random(3) > 0) await follower.advance();
        if (random(12) === 0)
          log.writer.resize({ cols: 40 + random(90), rows: 10 + random(30), owner: '' });
        if (random(4) > 0) continue;
        await follower.close();
        const path = join(watchFolder(log), 'checkpoint.json');
        // Torn, gone, or never written: it is read once more, beside the lines.
        const harm = random(6);
        if (harm === 0 && existsSync(path)) writeFileSync(path, '{');
        if (harm === 1) rmSync(watchFolder(log), { recursive: true, force: true });
        follower = await follow(log, random(2) === 0 ? new Always() : new CheckpointPace());
      }
      while (await follower.advance());
      const { state, read } = follower.watching;
      expect(read).toBe(1);
      await follower.close();
      rmSync(join(log.directory, 'transcript'), { recursive: true });
      const whole = await readToEnd(log);
      expect(state, `seed ${seed}`).toEqual(whole.watching.state);
      await whole.close();
    }
  },
  60_000,
);

test('[WATCH11] of a flood a sample is read: its last rows, its trouble, and the same however it is cut', async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) =>
    i === 21_000
      ? 'Traceback (most recent call last):\r\n  File "a.py", line 1, in b\r\n    c()\r\nValueError: no'
      : `step ${i}/30000 | loss ${(5 / (i + 1)).toFixed(5)} | lr 0.1`,
  );
  const output = Buffer.from(`${rows.join('\r\n')}\r\n`);
  const states = [];
  for (const most of [output.length, 300_001, 50_003]) {
    const log = await createSessionLog({ cols: 100, rows: 24, owner: '' }, () => 1.7e12);
    logs.push(log);
    let follower = await follow(log, new Always());
    for (let at = 0; at < output.length; at += most) {
      await log.write(output.subarray(at, at + most));
      await follower.advance();
      if (at % 5 > 0) continue;
      await follower.close();
      follower = await follow(log, new Always());
    }
    while (await follower.advance());
    expect(follower.watching.shown.series[0]?.last.step).toBe(29_999);
    expect(follower.watching.state.rows).toBeLessThan(6000);
    expect(follower.watching.shown.events).toMatchObject([
      { kind: 'error', text: 'ValueError: no', line: 21_000 },
    ]);
    states.push(follower.watching.state);
    await follower.close();
  }
  expect(states[1]).toEqual(states[0]);
  expect(states[2]).toEqual(states[0]);
}, 30_000);

test('[WATCH10] a log from before anybody watched is read once, and its lines are left alone', async () => {
  const log = await newLog();
  await log.write(recording('nanogpt'));
  await (await readToEnd(log, new Always())).close();
  const fresh = await readToEnd(log);
  const expected = fresh.watching.state;
  expect(expected.series.length).toBeGreaterThan(1);
  await fresh.close();
  rmSync(watchFolder(log), { recursive: true });
  const lines = linesDirectory(log.outputDirectory);
  const filesOf = () =>
    readdirSync(lines)
      .filter((name) => /^\d/.test(name))
      .map((name) => [
        name,
        statSync(join(lines, name)).ino,
        readFileSync(join(lines, name), 'latin1'),
      ]);
  const before = filesOf();
  const again = await follow(log);
  expect(again.watching.read).toBeLessThan(1);
  while (await again.advance());
  expect(again.watching.state).toEqual(expected);
  expect(filesOf()).toEqual(before);
  await again.close();
  // It was kept: the next process has it at once, and goes on from it.
  const next = await follow(log);
  expect(next.watching.read).toBe(1);
  expect(next.watching.state).toEqual(expected);
  await log.write('iter 999: loss 1.25, time 10ms\r\nx');
  while (await next.advance());
  expect(next.watching.state.series.find(({ name }) => name === 'loss')?.last).toMatchObject({
    step: 999,
    value: 1.25,
  });
  await next.close();
});

test('[WATCH10] where its bytes are gone, the lines tell', async () => {
  const log = await newLog({ segmentBytes: 64 * 1024 });
  for (let step = 1; step <= 4000; step++)
    await log.write(`step ${step}/4000 loss ${(5 / step).toFixed(6)} and some more words\r\n`);
  const follower = await readToEnd(log, new Always());
  const { series } = follower.watching.state;
  await follower.close();
  rmSync(watchFolder(log), { recursive: true });
  const segments = readdirSync(log.outputDirectory)
    .filter((name) => name.endsWith('.log'))
    .sort();
  expect(segments.length).toBeGreaterThan(2);
  for (const name of segments.slice(0, -1)) rmSync(join(log.outputDirectory, name));
  const again = await readToEnd(log);
  const found = again.watching.state.series;
  expect(found.map(({ name, taken, best }) => [name, taken, best])).toEqual(
    series.map(({ name, taken, best }) => [name, taken, best]),
  );
  expect(found[0]?.lines.slice(0, 3)).toEqual(series[0]?.lines.slice(0, 3));
  await log.write('step 4000/4000 loss 0.5 and some more words\r\n \r\n');
  while (await again.advance());
  expect(again.watching.state.series[0]?.last).toMatchObject({ line: 4000, value: 0.5 });
  await again.close();
});

test('[WATCH10] another version of what is read takes the place of the one before', async () => {
  const log = await newLog();
  await log.write(recording('nanogpt'));
  await (await readToEnd(log, new Always())).close();
  const lines = readFileSync(join(linesDirectory(log.outputDirectory), 'checkpoint.json'), 'utf8');
  const other = join(log.directory, 'transcript', 'watch-99999');
  const { renameSync } = await import('node:fs');
  renameSync(watchFolder(log), other);
  await (await readToEnd(log)).close();
  expect(
    readdirSync(join(log.directory, 'transcript')).filter((name) => /^watch/.test(name)),
  ).toEqual([`watch-${watchVersion}`]);
  expect(readFileSync(join(linesDirectory(log.outputDirectory), 'checkpoint.json'), 'utf8')).toBe(
    lines,
  );
});
