import { afterEach, describe, expect, test } from 'vitest';
import { lastLinesFrom } from '../../server/log/last-lines.ts';
import { openOutputReader } from '../../server/log/reader.ts';
import { exited, openTestLog, removeTemporaryFolders } from '../log/logs.ts';

afterEach(removeTemporaryFolders);

/** Where the last `count` lines of a log with this text begin. */
async function beginning(
  text: string,
  count: number,
  segmentBytes = 8 * 1024 * 1024,
): Promise<number> {
  const { directory, writer } = await openTestLog({ segmentBytes });
  writer.append(Buffer.from(text));
  await writer.end(exited);
  const reader = openOutputReader(directory);
  const from = await lastLinesFrom(reader, count);
  await reader.close();
  return from;
}

describe('[CLI11] the last lines of a log', () => {
  test.each([
    ['one\ntwo\nthree\n', 1, 'three\n'],
    ['one\ntwo\nthree\n', 2, 'two\nthree\n'],
    ['one\ntwo\nthr', 2, 'two\nthr'],
    ['one\n\n\n', 2, '\n\n'],
    ['one\ntwo\n', 9, 'one\ntwo\n'],
    ['one\ntwo\n', 0, ''],
    ['', 5, ''],
    ['\n', 1, '\n'],
    ['\na', 2, '\na'],
  ])('%j, %i: %j', async (text, count, expected) => {
    expect(text.slice(await beginning(text, count))).toBe(expected);
  });

  test('across blocks and segments', async () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `line ${i}\n`).join('');
    const from = await beginning(text, 30_000, 100_000);
    expect(text.slice(from)).toBe(
      Array.from({ length: 30_000 }, (_, i) => `line ${i + 10_000}\n`).join(''),
    );
  });
});
