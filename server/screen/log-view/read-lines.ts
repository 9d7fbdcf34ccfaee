// Settled lines from the transcript's files, by number.
import type { LogLine } from '../../protocol/log-view.ts';
import type { LineFiles } from '../transcript/line-files.ts';
import { indexBytes, readEntry, readLine } from '../transcript/record.ts';

/** The lines [from, to), as far as they are there. */
export async function readLines(files: LineFiles, from: number, to: number): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  while (from + lines.length < to) {
    const stretch = await files.index(from + lines.length, to - from - lines.length);
    if (stretch === null) break;
    const { segment, records, start } = stretch;
    const text = await files.text(
      segment,
      start,
      readEntry(records, records.length - indexBytes).end,
    );
    let at = start;
    for (let record = 0; record < records.length; record += indexBytes) {
      const entry = readEntry(records, record);
      lines.push(readLine(text.subarray(at - start, entry.end - 1 - start), entry));
      at = entry.end;
    }
  }
  return lines;
}
