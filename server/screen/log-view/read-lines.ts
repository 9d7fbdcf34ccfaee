// Settled lines from the transcript's files, by number.
import type { LogLine } from '../../protocol/log-view.ts';
import type { LineFiles } from '../transcript/line-files.ts';
import { indexBytes, readEntry, readLine } from '../transcript/record.ts';

/** One answer's lines at most: lines can be long, and whoever asked asks again. */
const maxBytes = 1024 * 1024;

/** The lines [from, to), as far as they are there and as far as they fit; one at least. */
export async function readLines(files: LineFiles, from: number, to: number): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let room = maxBytes;
  while (from + lines.length < to && (room > 0 || lines.length === 0)) {
    const stretch = await files.index(from + lines.length, to - from - lines.length);
    if (stretch === null) break;
    const { segment, start } = stretch;
    const records = fitting(stretch.records, start + Math.max(room, 0));
    const end = Math.min(readEntry(records, records.length - indexBytes).end, segment.bytes);
    const text = await files.text(segment, start, Math.max(start, end));
    let at = start;
    for (let record = 0; record < records.length; record += indexBytes) {
      const entry = readEntry(records, record);
      // Where the index is damaged, so are the lines it speaks of, and no others.
      const until = Math.max(at, entry.end - 1);
      lines.push(readLine(text.subarray(at - start, until - start), entry));
      at = Math.min(Math.max(at, entry.end), Math.max(start, end));
    }
    room = records.length < stretch.records.length ? 0 : room - (end - start);
  }
  return lines;
}

/** The first of these records whose lines end before `limit`; one at least. */
function fitting(records: Buffer, limit: number): Buffer {
  let end = indexBytes;
  while (end < records.length && readEntry(records, end).end <= limit) end += indexBytes;
  return records.subarray(0, end);
}
