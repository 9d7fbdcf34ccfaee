// The very bytes of a log, on standard output.

import { lastLinesFrom } from '../../log/last-lines.ts';
import { type OutputReader, openOutputReader } from '../../log/reader.ts';
import type { Caller } from '../command.ts';
import { type Followed, untilOver } from './until-over.ts';

const chunkBytes = 256 * 1024;

export async function copyRaw(parts: Followed, caller: Caller): Promise<void> {
  const reader = openOutputReader(parts.outputDir);
  try {
    let at = parts.last === undefined ? 0 : await lastLinesFrom(reader, parts.last);
    for await (const _ of untilOver(parts)) at = await copy(reader, at, caller);
  } finally {
    await reader.close();
  }
}

/** Everything from `cursor` to what is the end now; resolves to where that is. */
async function copy(reader: OutputReader, cursor: number, caller: Caller): Promise<number> {
  for (let at = cursor; ; ) {
    const result = await reader.read(at, chunkBytes);
    if (result.kind === 'end') return at;
    if (result.kind === 'gap') {
      const missing = `outlive: ${result.to - result.from} bytes of output are missing`;
      // Retention takes from the middle; what is missing at the very end the disk did not take.
      const isEnd = (await reader.read(result.to, 1)).kind === 'end';
      caller.warn(
        isEnd
          ? `${missing} at the end: there was no room for them on the disk.`
          : `${missing} here: the log keeps its beginning and its end.`,
      );
      at = result.to;
    } else {
      await caller.write(result.bytes);
      at = result.from + result.bytes.length;
    }
  }
}
