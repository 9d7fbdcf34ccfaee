import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { plainLine } from '../../server/protocol/log-view.ts';
import { Follower } from '../../server/screen/follow/follower.ts';
import { CheckpointPace } from '../../server/screen/follow/pace.ts';
import { LogText } from '../../server/screen/log-text.ts';
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

async function allLines(text: LogText): Promise<string[]> {
  return [...(await text.lines(0, text.endLine)), ...text.open()].map(plainLine);
}

test('[LINES8] the log can be read without a gateway, and beside one, whatever it has written so far', async () => {
  const log = await createSessionLog();
  open.push(log);
  await log.write(numbered(0, 200).join('\r\n'));
  const alone = await LogText.open(log.outputDirectory);
  expect(await allLines(alone)).toEqual(numbered(0, 200));

  const follower = await Follower.open(
    log.outputDirectory,
    { feeding: () => {}, fed: () => {}, answered: () => {} },
    new Always(),
  );
  while (await follower.advance());
  await follower.close();
  await log.write(`\r\n${numbered(200, 300).join('\r\n')}`);
  const beside = await LogText.open(log.outputDirectory);
  expect(await allLines(beside)).toEqual(numbered(0, 300));
  expect(await alone.update()).toBe(true);
  expect(await allLines(alone)).toEqual(numbered(0, 300));

  await log.writer.end({ exitCode: 0, signal: null, reason: 'exit', endedAt: Date.now() });
  await beside.update();
  expect({ ended: beside.ended, open: beside.open(), end: beside.endLine }).toEqual({
    ended: true,
    open: [],
    end: 300,
  });
  await alone.close();
  await beside.close();
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
  const reader = await LogText.open(log.outputDirectory);
  const notes = (await reader.lines(0, reader.endLine)).filter(({ kind }) => kind === 'gap');
  const bytes = Number(next?.slice(0, 16)) - Number(gone?.slice(0, 16));
  expect(notes).toMatchObject([{ kind: 'gap', bytes, skipped: false }]);
  expect(
    plainLine(reader.open().at(-1) ?? { kind: 'gap', bytes: 0, skipped: false, time: null }),
  ).toBe(line(259_999).trimEnd());
  await reader.close();
});
