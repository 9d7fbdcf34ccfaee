import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type LogLine, plainLine } from '../../server/protocol/log-view.ts';
import { Follower } from '../../server/screen/follow/follower.ts';
import { CheckpointPace } from '../../server/screen/follow/pace.ts';
import { LogView } from '../../server/screen/log-view/log-view.ts';
import { settledLines } from '../../server/screen/settled-lines.ts';
import { linesDirectory, olderGeneration } from '../../server/screen/transcript/generations.ts';
import { movedLine } from '../../server/screen/transcript/moves.ts';
import { createSessionLog, type SessionLog } from './session-log.ts';

const MiB = 1024 * 1024;
const logs: SessionLog[] = [];
afterEach(() => {
  for (const log of logs.splice(0)) log.remove();
});

class Always extends CheckpointPace {
  override isDue(): boolean {
    return true;
  }
}

const events = { feeding: () => {}, fed: () => {}, answered: () => {} };

async function derive(
  log: SessionLog,
): Promise<{ lines: string[]; epoch: string; follower: Follower }> {
  const follower = await Follower.open(log.outputDirectory, events, new Always());
  while (await follower.advance());
  return { lines: await linesOf(follower), epoch: follower.epoch, follower };
}

async function linesOf(follower: Follower): Promise<string[]> {
  const view = new LogView(follower);
  const lines: LogLine[] = [];
  const { firstLine, endLine } = await view.size(80);
  for (let at = firstLine; at < endLine; ) {
    const stretch = await view.lines(at, endLine, 80);
    lines.push(...stretch.lines);
    at = stretch.from + stretch.lines.length;
  }
  return lines.map(plainLine);
}

/** A log of several segments, whose lines are numbered. */
async function longLog(extra = ''): Promise<SessionLog> {
  let time = 1_700_000_000_000;
  const log = await createSessionLog(undefined, () => (time += 700), { segmentBytes: MiB / 8 });
  logs.push(log);
  for (let i = 0; i < 60; i++) {
    const lines = Array.from({ length: 500 }, (_, n) => `line ${i * 500 + n} of the log`);
    await log.write(`${extra}${lines.join('\r\n')}\r\n`);
  }
  return log;
}

/** As the version before this one left it: its files in the bare folder, its flags unknown. */
function age(
  log: SessionLog,
  change: (checkpoint: Record<string, unknown>) => void = () => {},
): void {
  const directory = linesDirectory(log.outputDirectory);
  const bare = linesDirectory(log.outputDirectory, 2);
  for (const name of readdirSync(directory)) renameSync(join(directory, name), join(bare, name));
  rmSync(directory, { recursive: true });
  rmSync(join(bare, 'checkpoint.json.old'), { force: true });
  const path = join(bare, 'checkpoint.json');
  const checkpoint = JSON.parse(readFileSync(path, 'utf8').slice(65));
  checkpoint.version = 2;
  delete checkpoint.emulator.strings;
  change(checkpoint);
  const body = JSON.stringify(checkpoint);
  writeFileSync(path, `${createHash('sha256').update(body).digest('hex')}\n${body}`);
}

/** Takes the middle of the raw log, as retention does. */
function takeMiddle(log: SessionLog): void {
  const segments = readdirSync(log.outputDirectory)
    .filter((name) => name.endsWith('.log'))
    .sort();
  expect(segments.length).toBeGreaterThan(3);
  for (const name of segments.slice(1, -1)) {
    rmSync(join(log.outputDirectory, name));
    rmSync(join(log.outputDirectory, name.replace('.log', '.timeline')));
  }
}

async function read(log: SessionLog): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of settledLines({ outputDir: log.outputDirectory, last: undefined }))
    lines.push(...batch.map(plainLine));
  return lines;
}

test('[LINES11] an upgrade loses no line whose output is gone, and line numbers and their epoch stay', async () => {
  const log = await longLog();
  const before = await derive(log);
  await before.follower.close();
  age(log);
  takeMiddle(log);
  // Without a gateway, too.
  expect((await read(log)).slice(0, before.lines.length)).toEqual(before.lines);
  await log.write('and on\r\n');
  const after = await derive(log);
  expect(after.epoch).toBe(before.epoch);
  expect(after.lines.slice(0, before.lines.length)).toEqual(before.lines);
  expect(after.lines.some((line) => line.includes('missing'))).toBe(false);
  await after.follower.close();
  // The older generation has gone, and everything is as it was the next time.
  expect(await olderGeneration(log.outputDirectory)).toBeNull();
  expect(await read(log)).toContain('and on');
  const again = await derive(log);
  expect(again.lines).toEqual(after.lines);
  await again.follower.close();
});

test('[LINES11] with all of its output there a log is derived anew, and links to its lines lead to their text', async () => {
  // What is now a title was printed by the version before.
  const log = await longLog('\x1bknode1\x1b\\');
  const before = await derive(log);
  await before.follower.close();
  const { directory } = await insertLines(log);
  expect(existsSync(join(directory, 'checkpoint.json'))).toBe(true);
  const old = (await olderGeneration(log.outputDirectory))?.checkpoint;
  const after = await derive(log);
  await after.follower.close();
  expect(after.epoch).not.toBe(old?.epoch);
  const moves = await after.follower.moves();
  const epoch = Number.parseInt(old?.epoch ?? '', 16);
  expect(movedLine(moves, { epoch, line: 10 })).toEqual({ line: 10, exact: true });
  expect(after.lines).toEqual(before.lines);
  // Lines from 5000 on had numbers larger by 3.
  expect(movedLine(moves, { epoch, line: 20_003 })).toEqual({ line: 20_000, exact: true });
  expect(movedLine(moves, { epoch, line: 5001 })?.exact).toBe(false);
  expect(movedLine(moves, { epoch: 12_345, line: 1 })).toBeNull();
  expect(await olderGeneration(log.outputDirectory)).toBeNull();
});

/** Makes an older generation that has three more lines, as if it had settled something else. */
async function insertLines(log: SessionLog): Promise<{ directory: string }> {
  const other = await createSessionLog();
  logs.push(other);
  const output = readdirSync(log.outputDirectory)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => readFileSync(join(log.outputDirectory, name), 'latin1'))
    .join('');
  const at = output.indexOf('line 5000 ');
  await other.write(`${output.slice(0, at)}one\r\ntwo\r\nthree\r\n${output.slice(at)}`);
  await (await derive(other)).follower.close();
  const end = output.length;
  age(other, (checkpoint) => {
    (checkpoint.emulator as { offset: number }).offset = end;
  });
  rmSync(join(log.directory, 'transcript'), { recursive: true });
  cpSync(join(other.directory, 'transcript'), join(log.directory, 'transcript'), {
    recursive: true,
  });
  return { directory: join(log.directory, 'transcript') };
}

test('[LINES11] an upgrade that is killed at any moment is begun again, and a newer generation is left alone', async () => {
  const log = await longLog();
  const before = await derive(log);
  await before.follower.close();
  age(log);
  takeMiddle(log);
  const saved = join(log.directory, 'saved');
  const transcript = join(log.directory, 'transcript');
  mkdirSync(join(transcript, 'lines-9'));
  writeFileSync(join(transcript, 'lines-9', 'checkpoint.json'), 'newer');
  cpSync(transcript, saved, { recursive: true });
  const own = linesDirectory(log.outputDirectory);
  const upgraded = await derive(log);
  await upgraded.follower.close();
  const whole = join(log.directory, 'whole');
  cpSync(transcript, whole, { recursive: true });
  const files = readdirSync(own).sort();
  // As kill -9 leaves it: some of the new files written, perhaps not whole; some of the old ones removed.
  for (let killed = 0; killed <= files.length; killed++) {
    rmSync(transcript, { recursive: true });
    cpSync(saved, transcript, { recursive: true });
    mkdirSync(`${own}.new`);
    for (const name of files.slice(0, killed)) {
      const bytes = readFileSync(join(whole, 'lines-3', name));
      writeFileSync(join(`${own}.new`, name), bytes.subarray(0, bytes.length >> (killed % 2)));
    }
    const after = await derive(log);
    await after.follower.close();
    expect(after.lines, `${killed} files`).toEqual(before.lines);
    expect(after.epoch).toBe(before.epoch);
  }
  const bare = readdirSync(saved).filter((name) => name.startsWith('0'));
  for (let removed = 0; removed <= bare.length; removed++) {
    rmSync(transcript, { recursive: true });
    cpSync(saved, transcript, { recursive: true });
    rmSync(own, { recursive: true, force: true });
    cpSync(join(whole, 'lines-3'), own, { recursive: true });
    for (const name of bare.slice(0, removed)) rmSync(join(transcript, name));
    const after = await derive(log);
    await after.follower.close();
    expect(after.lines, `${removed} removed`).toEqual(before.lines);
  }
  expect(readFileSync(join(transcript, 'lines-9', 'checkpoint.json'), 'utf8')).toBe('newer');
});
