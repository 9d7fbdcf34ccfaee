import { expect, test } from 'vitest';
import { compile, errorPattern, warningQuery } from '../../server/screen/search/pattern.ts';
import {
  flagsAt,
  indexBytes,
  lineFlag,
  readEntry,
  writeEntry,
} from '../../server/screen/transcript/record.ts';
import { markTrouble } from '../../server/screen/transcript/trouble.ts';
import { seeded } from './random-output.ts';

const words = [
  ...['Error', 'ValueError:', 'error:', 'ERROR', 'Exception', 'Traceback (most recent call last):'],
  ...['Error = 0', 'errors', 'E   assert', 'E  x', 'E', 'FATAL', 'CRITICAL', 'Killed', 'loss: nan'],
  ...['loss=-inf', 'nan loss', 'CUDA out of memory', 'OutOfMemory', 'oom-kill', 'Out of memory'],
  ...[
    'Segmentation fault',
    'core dumped',
    'segfault',
    'Aborted',
    'Bus error',
    'panic: x',
    'NCCL WARN',
  ],
  ...[
    'NCCL error',
    'warn',
    'Warnings',
    'WARNING:',
    'warned',
    'é',
    '漢字',
    'x',
    ' ',
    '  ',
    '0',
    'info',
  ],
];

test('[LINES10] a settled line is marked as an error or a warning exactly if a search finds it', () => {
  const random = seeded(7);
  const texts = Array.from({ length: 20_000 }, () =>
    Array.from({ length: random(4) }, () => words[random(words.length)]).join(random(2) ? ' ' : ''),
  );
  const index = Buffer.alloc(texts.length * indexBytes);
  const parts: Buffer[] = [];
  let end = 1000;
  texts.forEach((text, at) => {
    // Words in its styles are no part of a line.
    const styles = random(3) === 0 ? '\x005:31@https%3A%2F%2FError%20ERROR' : '';
    const bytes = Buffer.from(`${text}${styles}\n`);
    parts.push(bytes);
    end += bytes.length;
    const joins = { wide: false, continues: false, goesOn: false };
    const record = {
      bytes,
      length: bytes.length,
      time: 1,
      cells: 1,
      kind: 'text',
      ...joins,
    } as const;
    writeEntry(record, end, index, at * indexBytes);
  });
  markTrouble(Buffer.concat(parts), 1000, index);
  const warning = compile(warningQuery)?.regex ?? /x/;
  texts.forEach((text, at) => {
    const flags = index[at * indexBytes + flagsAt] ?? 0;
    expect((flags & lineFlag.error) !== 0, text).toBe(text.search(errorPattern.regex) >= 0);
    expect((flags & lineFlag.warning) !== 0, text).toBe(text.search(warning) >= 0);
    expect(readEntry(index, at * indexBytes).time).toBe(1);
  });
});
