// Finds where the last lines of a log begin, reading from its end backwards.
import type { OutputReader } from './reader.ts';

const blockBytes = 64 * 1024;
const newline = 0x0a;

/** The offset from which on there are `count` lines; the last may still lack its newline. */
export async function lastLinesFrom(reader: OutputReader, count: number): Promise<number> {
  const { from, to } = await reader.bounds();
  if (count === 0) return to;
  let found = 0;
  for (let end = to; end > from; ) {
    const start = Math.max(from, end - blockBytes);
    const parts = await readRange(reader, start, end);
    for (const { offset, bytes } of parts.reverse()) {
      for (
        let i = bytes.lastIndexOf(newline);
        i >= 0;
        i = i === 0 ? -1 : bytes.lastIndexOf(newline, i - 1)
      ) {
        // The newline at the very end ends the last line, it begins none.
        if (offset + i + 1 === to) continue;
        if (++found === count) return offset + i + 1;
      }
    }
    end = start;
  }
  return from;
}

interface Part {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What there is of [start, end), gaps left out. */
async function readRange(reader: OutputReader, start: number, end: number): Promise<Part[]> {
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    const result = await reader.read(at, end - at);
    if (result.kind === 'end') break;
    if (result.kind === 'bytes') parts.push({ offset: at, bytes: result.bytes });
    at = result.kind === 'gap' ? result.to : at + result.bytes.length;
  }
  return parts;
}
