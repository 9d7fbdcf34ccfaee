// Looks through a transcript's files, outside any process that others wait for. Matches come in
// batches as they are found.
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogMatch, LogMatches } from '../../protocol/log-view.ts';
import { name } from '../transcript/line-disk.ts';
import { type Pattern, plainPart } from './pattern.ts';
import { joined, Seams } from './seams.ts';

export interface Scan {
  readonly directory: string;
  /** Lines [from, to), in that order. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  /** Lines behind `to` that have not settled yet. */
  readonly open: readonly string[];
}

const chunkBytes = 1024 * 1024;
const maxRangesPerLine = 50;

/** Sends a batch for every stretch that has been looked through, an empty one if nothing was found. */
export async function scan(
  task: Scan,
  pattern: Pattern,
  send: (batch: LogMatches) => void,
): Promise<void> {
  let left = task.limit;
  let searchedTo = task.from;
  let seams: Seams | null = null;
  for (const first of await segmentsOf(task)) {
    let line = first;
    seams = new Seams(join(task.directory, name(first, 'index')), first, seams);
    for await (const text of chunks(join(task.directory, name(first, 'lines')))) {
      if (line >= task.to) break;
      const across = seams.in(text, line, pattern);
      const found = joined(
        matchesIn(text, line, task, pattern, left),
        isIn(task, across.found),
      ).slice(0, left);
      line += across.lines;
      left -= found.length;
      searchedTo = Math.max(searchedTo, Math.min(line, task.to));
      if (left === 0) {
        send({ matches: found, searchedTo: (found.at(-1)?.line ?? 0) + 1, done: 'limit' });
        return;
      }
      send({ matches: found, searchedTo, done: null });
    }
  }
  const matches = openMatches(task, pattern).slice(0, left);
  send({ matches, searchedTo: task.to + task.open.length, done: 'all' });
}

function isIn({ from, to }: Scan, matches: readonly LogMatch[]): LogMatch[] {
  return matches.filter(({ line }) => line >= from && line < to);
}

function openMatches({ to, open: lines }: Scan, pattern: Pattern): LogMatch[] {
  return lines
    .map((text, at) => ({ line: to + at, ranges: rangesIn(text, pattern) }))
    .filter(({ ranges }) => ranges.length > 0);
}

async function segmentsOf({ directory, from }: Scan): Promise<number[]> {
  const firsts = (await readdir(directory))
    .filter((file) => file.endsWith('.lines'))
    .map((file) => Number(file.slice(0, -'.lines'.length)))
    .sort((a, b) => a - b);
  const start = firsts.findLastIndex((first) => first <= from);
  return firsts.slice(Math.max(0, start));
}

/** Whole lines, about a MiB at a time. */
async function* chunks(path: string): AsyncGenerator<string> {
  // Retention may have taken it since the folder was read.
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return;
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const buffer = Buffer.allocUnsafe(chunkBytes);
      const { bytesRead } = await file.read(buffer, 0, chunkBytes);
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const whole = bytes.lastIndexOf(0x0a) + 1;
      rest = Buffer.from(bytes.subarray(whole));
      if (whole > 0) yield bytes.toString('utf8', 0, whole);
      if (bytesRead === 0) return;
    }
  } finally {
    await file.close();
  }
}

function matchesIn(
  text: string,
  first: number,
  task: Scan,
  pattern: Pattern,
  limit: number,
): LogMatch[] {
  const found: LogMatch[] = [];
  let line = first;
  let start = 0;
  // Most lines match nothing: go from hit to hit, and count the lines between.
  for (
    let hit = nextHit(text, 0, pattern);
    hit >= 0 && found.length < limit;
    hit = nextHit(text, start, pattern)
  ) {
    for (let end = text.indexOf('\n', start); end < hit; end = text.indexOf('\n', start)) {
      start = end + 1;
      line++;
    }
    const end = text.indexOf('\n', start);
    const ranges = rangesIn(plainPart(text.slice(start, end)), pattern);
    if (ranges.length > 0 && line >= task.from && line < task.to) found.push({ line, ranges });
    start = end + 1;
    line++;
  }
  return found;
}

function nextHit(text: string, from: number, { regex, literal, byLine }: Pattern): number {
  if (from >= text.length) return -1;
  if (byLine) return from;
  if (literal !== null) return text.indexOf(literal, from);
  regex.lastIndex = from;
  const match = regex.exec(text);
  if (match === null) return -1;
  // An expression that spans lines, or matches nothing, hits the line that it starts in.
  return Math.min(match.index, text.length - 1);
}

function rangesIn(text: string, { regex }: Pattern): [number, number][] {
  const ranges: [number, number][] = [];
  regex.lastIndex = 0;
  for (const match of text.matchAll(regex)) {
    if (match[0] !== '') ranges.push([match.index, match.index + match[0].length]);
    if (ranges.length === maxRangesPerLine) break;
  }
  return ranges;
}
