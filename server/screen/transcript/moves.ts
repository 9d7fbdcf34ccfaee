// Where lines of older generations are now, so that links to them hold: for each epoch before the one
// in force, stretches of lines that are the same in the next. Found by the lines' texts.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MovedLine } from '../../protocol/log-view.ts';
import type { LineFiles } from './line-files.ts';
import { indexBytes, readEntry } from './record.ts';

/** The lines [from, from + count) of the one are the lines [to, to + count) of the other. */
export type Move = readonly [from: number, to: number, count: number];

export interface EpochMoves {
  readonly epoch: string;
  /** Ascending. */
  readonly moves: readonly Move[];
}

const maxMoves = 2000;
const stretchLines = 16 * 1024;
/** Lines that may have come or gone in one place. */
const maxApart = 300;
/** Comparisons at most: of two logs that have little in common the rest is not worth it. */
const maxTries = 50_000_000;

/** From the oldest epoch to the last one before the one in force; none when there are none. */
export async function readMoves(directory: string): Promise<EpochMoves[]> {
  try {
    return JSON.parse(await readFile(join(directory, 'moves.json'), 'utf8')) as EpochMoves[];
  } catch {
    return [];
  }
}

export async function writeMoves(directory: string, moves: readonly EpochMoves[]): Promise<void> {
  const path = join(directory, 'moves.json');
  await writeFile(`${path}.new`, JSON.stringify(moves), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Null for an epoch that nothing is known of; epochs are hexadecimal numbers. */
export function movedLine(
  known: readonly EpochMoves[],
  { epoch, line }: { readonly epoch: number; readonly line: number },
): MovedLine | null {
  const start = known.findIndex((one) => Number.parseInt(one.epoch, 16) === epoch);
  if (start < 0) return null;
  let found: MovedLine = { line, exact: true };
  for (const { moves } of known.slice(start)) {
    const next = through(moves, found.line);
    found = { line: next.line, exact: found.exact && next.exact };
  }
  return found;
}

function through(moves: readonly Move[], line: number): MovedLine {
  const move = moves.findLast(([from]) => from <= line) ?? moves[0];
  if (move === undefined) return { line, exact: false };
  const [from, to, count] = move;
  const exact = line >= from && line < from + count;
  return { line: to + Math.min(Math.max(0, line - from), count - 1), exact };
}

/** What the lines of `old` have become. */
export async function findMoves(old: LineFiles, now: LineFiles): Promise<Move[]> {
  const [a, b] = [await hashes(old), await hashes(now)];
  return aligned(a, b).map(([from, to, count]) => [
    from + old.firstLine,
    to + now.firstLine,
    count,
  ]);
}

/** Stretches that are equal, in order, as far as lines come and go in few places. */
export function aligned(a: Uint32Array, b: Uint32Array): Move[] {
  const moves: Move[] = [];
  let [i, j, tries] = [0, 0, 0];
  while (i < a.length && j < b.length && moves.length < maxMoves) {
    const [from, to] = [i, j];
    while (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
    }
    if (i > from) moves.push([from, to, i - from]);
    const apart = tries < maxTries ? nearestEqual(a.subarray(i), b.subarray(j)) : null;
    tries += maxApart * maxApart;
    i += apart?.[0] ?? 1;
    j += apart?.[1] ?? 1;
  }
  return moves;
}

/** By how much to go on in each until they are equal for two lines again; null when they are too far apart. */
function nearestEqual(a: Uint32Array, b: Uint32Array): readonly [number, number] | null {
  for (let apart = 1; apart <= maxApart; apart++) {
    for (let i = 0; i <= apart; i++) {
      const j = apart - i;
      const same = i < a.length && j < b.length && a[i] === b[j];
      const isLast = i + 1 === a.length || j + 1 === b.length;
      if (same && (isLast || a[i + 1] === b[j + 1])) return [i, j];
    }
  }
  return null;
}

async function hashes(files: LineFiles): Promise<Uint32Array> {
  const { firstLine, endLine } = files;
  const found = new Uint32Array(Math.max(0, endLine - firstLine));
  for (let line = firstLine; line < endLine; ) {
    const stretch = await files.index(line, Math.min(stretchLines, endLine - line));
    if (stretch === null) break;
    const { segment, records, start } = stretch;
    const end = readEntry(records, records.length - indexBytes).end;
    const text = await files.text(segment, start, end);
    let at = start;
    for (let record = 0; record < records.length; record += indexBytes) {
      const entry = readEntry(records, record);
      found[line++ - firstLine] = hashOf(text, at - start, entry.end - 1 - start);
      at = entry.end;
    }
  }
  return found;
}

/** FNV-1a of a line's text, without its styles. */
function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to && bytes[at] !== 0; at++)
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash >>> 0;
}
