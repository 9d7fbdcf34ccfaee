// Settled lines from the transcript's files, by number.
import type { LogLine } from '../../protocol/log-view.ts';
import type { LineFiles } from '../transcript/line-files.ts';
import { indexBytes, readEntry, readLine } from '../transcript/record.ts';

/** One answer's lines at most: lines can be long, and whoever asked asks again. */
const maxBytes = 1024 * 1024;
/** Index records read at once. */
const backLines = 4096;

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

/** Where the last `count` lines before `end` begin; the pieces of a longer line count as one. */
export async function startOfLast(files: LineFiles, end: number, count: number): Promise<number> {
  let left = count;
  for (let to = Math.min(end, files.endLine); to > files.firstLine && left > 0; ) {
    const last = await files.index(to - 1, 1);
    const from = Math.max(last?.segment.first ?? to, files.firstLine, to - backLines);
    const stretch = await files.index(from, to - from);
    if (stretch === null) return to;
    for (let at = stretch.records.length - indexBytes; at >= 0; at -= indexBytes) {
      const isFirst = !readEntry(stretch.records, at).continues;
      if (isFirst && --left === 0) return from + at / indexBytes;
    }
    to = from;
  }
  if (left === 0) return Math.min(end, files.endLine);
  return files.firstLine;
}

/** The last `count` of these lines, the pieces of a longer one counted as one. */
export function lastOf(lines: readonly LogLine[], count: number): LogLine[] {
  let left = count;
  const isFirst = (line: LogLine) => (line.kind !== 'text' || !line.continues) && --left === 0;
  return count === 0 ? [] : lines.slice(Math.max(0, lines.findLastIndex(isFirst)));
}

/** The first of these records whose lines end before `limit`; one at least. */
function fitting(records: Buffer, limit: number): Buffer {
  let end = indexBytes;
  while (end < records.length && readEntry(records, end).end <= limit) end += indexBytes;
  return records.subarray(0, end);
}
