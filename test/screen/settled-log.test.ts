import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type LogLine, plainLine } from '../../server/protocol/log-view.ts';
import { Follower } from '../../server/screen/follow/follower.ts';
import { CheckpointPace } from '../../server/screen/follow/pace.ts';
import { readLines } from '../../server/screen/log-view/read-lines.ts';
import { settledLines } from '../../server/screen/settled-lines.ts';
import { SettledLog } from '../../server/screen/settled-log.ts';
import { lineOfRecord } from '../../server/screen/transcript/transcript.ts';
import { createSessionLog, type SessionLog } from './session-log.ts';

const open: SessionLog[] = [];
afterEach(() => {
  for (const log of open.splice(0)) log.remove();
});
class Always extends CheckpointPace {
  override isDue(): boolean {
    return true;
  }
}
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}`);

async function read({ outputDirectory }: SessionLog, last?: number): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const batch of settledLines({ outputDir: outputDirectory, last }))
    lines.push(...batch);
  return lines;
}

test('[LINES8] the log can be read without a gateway, and beside one, whatever it has written so far', async () => {
  const log = await createSessionLog();
  open.push(log);
  await log.write(numbered(0, 200).join('\r\n'));
  const text = async (last?: number) => (await read(log, last)).map(plainLine);
  expect(await text()).toEqual(numbered(0, 200));
  expect(await text(3)).toEqual(numbered(197, 200));

  const follower = await Follower.open(
    log.outputDirectory,
    { feeding: () => {}, fed: () => {}, answered: () => {} },
    new Always(),
  );
  while (await follower.advance());
  await follower.close();
  await log.write(`\r\n${numbered(200, 300).join('\r\n')}`);
  expect(await text()).toEqual(numbered(0, 300));
  expect(await text(150)).toEqual(numbered(150, 300));
  await log.writer.end({ exitCode: 0, signal: null, reason: 'exit', endedAt: Date.now() });
  expect(await text()).toEqual(numbered(0, 300));
});

test('[LINES8] the last lines of a flood are read from its end, however far its view lags behind, and up to now', async () => {
  const log = await createSessionLog();
  open.push(log);
  const write = (from: number, to: number) =>
    log.write(
      numbered(from, to)
        .map((line) => `${line}\r\n`)
        .join(''),
    );
  await write(0, 200);
  const events = { feeding: () => {}, fed: () => {}, answered: () => {} };
  const follower = await Follower.open(log.outputDirectory, events, new Always());
  while (await follower.advance());
  await follower.close();
  let end = await write(200, 900_000);
  const range = { outputDir: log.outputDirectory, last: 3 };
  const settled = await SettledLog.open(range);
  expect(settled.derivation.emulator.fedTo).toBeGreaterThan(end - 200_000);
  await settled.close();
  expect((await read(log, 3)).map(plainLine)).toEqual(numbered(899_997, 900_000));
  // More than are held at once.
  const many = await read(log, 30_000);
  expect(many.map(plainLine)).toEqual(numbered(870_000, 900_000));
  const all = settledLines({ ...range, last: undefined });
  let [batches, given] = [0, 0];
  for await (const lines of all) {
    given += lines.length;
    if (batches++ < 20) end = await write(900_000 + batches * 10_000, 910_000 + batches * 10_000);
  }
  expect(given).toBe(900_000);
});

test('[TEXT12] where the log has a gap, one line says how many bytes are missing', async () => {
  const log = await createSessionLog();
  open.push(log);
  const line = (i: number) => `line ${i} ${'.'.repeat(90)}\r\n`;
  const text = Array.from({ length: 260_000 }, (_, i) => line(i)).join('');
  await log.write(text);
  // As retention would: the segment in the middle is gone.
  const names = readdirSync(log.outputDirectory)
    .filter((name) => name.endsWith('.log'))
    .sort();
  const [, gone, next] = names;
  rmSync(join(log.outputDirectory, gone ?? ''));
  const lines = await read(log);
  const notes = lines.filter(({ kind }) => kind === 'gap');
  const bytes = Number(next?.slice(0, 16)) - Number(gone?.slice(0, 16));
  expect(notes).toMatchObject([{ kind: 'gap', bytes, skipped: false }]);
  expect(lines.slice(-1).map(plainLine)).toEqual([line(259_999).trimEnd()]);
});

test('[TEXT12] a view that retention overtakes while it lags goes on behind one line that says how much is missing', async () => {
  const limits = { segmentBytes: 200_000, sessionBytes: 1_000_000 };
  const log = await createSessionLog(undefined, undefined, limits);
  open.push(log);
  const line = (i: number) => `${`line ${i} `.padEnd(98, '.')}\r\n`;
  const write = async (from: number, to: number) => {
    for (let i = from; i < to; i += 100)
      await log.write(Array.from({ length: 100 }, (_, n) => line(i + n)).join(''));
  };
  await write(0, 4000);
  const nobody = { feeding: () => {}, fed: () => {}, answered: () => {} };
  const follower = await Follower.open(log.outputDirectory, nobody);
  await follower.advance();
  expect(follower.fedTo).toBeLessThan(400_000);
  await write(4000, 40_000);
  while (await follower.advance());
  expect(follower.fedTo).toBe(4_000_000);
  const lines: LogLine[] = [];
  while (lines.length < follower.lines.endLine)
    lines.push(...(await readLines(follower.lines, lines.length, follower.lines.endLine)));
  lines.push(...follower.derivation.settler.unsettled().map(lineOfRecord));
  await follower.close();
  const at = lines.findIndex(({ kind }) => kind === 'gap');
  const texts = lines.map(plainLine);
  const before = texts.slice(0, at);
  const after = texts.slice(at + 1);
  // The last line before it may be a part of one.
  const from =
    (before.length - 1) * 100 +
    (before.at(-1)?.length ?? 0) +
    (before.at(-1)?.length === 98 ? 2 : 0);
  const first = Number(/^line (\d+)/.exec(after[0] ?? '')?.[1]);
  expect(lines.filter(({ kind }) => kind !== 'text')).toMatchObject([
    { kind: 'gap', bytes: first * 100 - from, skipped: false },
  ]);
  expect(before).toEqual(
    before.map((_, i) => line(i).slice(0, i * 100 + 98 > from ? from % 100 : 98)),
  );
  expect(after).toEqual(after.map((_, i) => line(first + i).trimEnd()));
  expect(first + after.length).toBe(40_000);
});

test('[LINES8] what a gateway trims while it is read is one line that says how much, and the rest follows', async () => {
  const log = await createSessionLog();
  open.push(log);
  const line = (i: number) => `line ${i} ${'.'.repeat(90)}`;
  await log.write(Array.from({ length: 250_000 }, (_, i) => `${line(i)}\r\n`).join(''));
  const nobody = { feeding: () => {}, fed: () => {}, answered: () => {} };
  const follower = await Follower.open(log.outputDirectory, nobody, new Always());
  while (await follower.advance());
  await follower.close();
  const lines: string[] = [];
  for await (const batch of settledLines({ outputDir: log.outputDirectory, last: undefined })) {
    // As retention does: the first files are gone, but for what was read of them.
    if (lines.length === 0)
      for (const file of transcriptFiles(log.directory).slice(0, 2)) rmSync(file, { force: true });
    for (const each of batch) lines.push(plainLine(each));
  }
  const gaps = lines.filter((text) => !text.startsWith('line'));
  expect(gaps).toEqual([expect.stringMatching(/^\[\d+ bytes of output are missing\]$/)]);
  expect(lines.at(-1)).toBe(line(249_999));
  const next = lines.slice(lines.indexOf(gaps[0] ?? '') + 1);
  const first = Number(/^line (\d+)/.exec(next[0] ?? '')?.[1]);
  expect(next).toEqual(next.map((_, i) => line(first + i)));
});

/** Lines and indexes of the transcript, the oldest first. */
function transcriptFiles(session: string): string[] {
  return readdirSync(session, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\d{12}\.(lines|index)$/.test(file))
    .sort()
    .map((file) => join(session, file));
}
