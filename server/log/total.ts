// The cap on all sessions' logs together, and on what is derived from them. Each host keeps to its own
// session's cap; this one is kept by whoever starts sessions, and takes from logs that are not written any more.
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { totalBytes } from './limits.ts';
import { removeSegment } from './segment-writer.ts';
import { listSegments, logPath, timelinePath } from './segments.ts';

export interface EndedLog {
  /** The session's `output` folder. */
  readonly directory: string;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

interface Segment {
  readonly directory: string;
  readonly from: number;
  readonly bytes: number;
}

/** Beside the output: what was derived from it. */
const derivedFolder = 'transcript';

/** Is there once a session's whole log was removed to make room. */
export function logRemovedPath(sessionDirectory: string): string {
  return join(sessionDirectory, 'log-removed');
}

/** The files of what was derived from a log, with their sizes. */
export async function derivedBytes(directory: string): Promise<number> {
  const folder = join(dirname(directory), derivedFolder);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  return files.reduce((sum, file) => sum + (file?.isFile() ? file.size : 0), 0);
}

/**
 * Makes all logs fit `capBytes`, with what was derived from them, by taking from ended sessions, the
 * longest ended first: raw segments but for the first and the newest of each; if that is not enough,
 * whole logs. Returns the bytes removed.
 */
export async function keepTotal(
  running: readonly string[],
  ended: readonly EndedLog[],
  capBytes = totalBytes,
): Promise<number> {
  const oldestFirst = [...ended].sort((a, b) => a.endedAt - b.endedAt);
  const logs = await Promise.all(oldestFirst.map(({ directory }) => segmentsOf(directory)));
  const inUse = (await Promise.all(running.map(segmentsOf))).flat();
  const derived = await Promise.all(oldestFirst.map(({ directory }) => derivedBytes(directory)));
  const derivedInUse = await Promise.all(running.map(derivedBytes));
  const total = sum([...inUse, ...logs.flat()]) + add([...derived, ...derivedInUse]);
  let excess = total - capBytes;
  let removed = 0;
  const took = (bytes: number) => {
    excess -= bytes;
    removed += bytes;
  };
  for (const segment of logs.flatMap((segments) => segments.slice(1, -1))) {
    if (excess <= 0) return removed;
    await removeSegment(segment.directory, segment.from);
    took(segment.bytes);
  }
  for (const [at, { directory }] of oldestFirst.entries()) {
    if (excess <= 0) break;
    const ends = (logs[at] ?? []).filter((_, n, all) => n === 0 || n === all.length - 1);
    await removeLog(directory, ends);
    took(sum(ends) + (derived[at] ?? 0));
  }
  return removed;
}

/** All of it but how the session ended. */
async function removeLog(directory: string, left: readonly Segment[]): Promise<void> {
  const session = dirname(directory);
  await writeFile(logRemovedPath(session), '', { mode: 0o600 }).catch(() => {});
  await rm(join(session, derivedFolder), { recursive: true, force: true });
  for (const { from } of left) await removeSegment(directory, from);
}

async function segmentsOf(directory: string): Promise<Segment[]> {
  const offsets = await listSegments(directory);
  return Promise.all(
    offsets.map(async (from) => {
      const sizes = await Promise.all(
        [logPath(directory, from), timelinePath(directory, from)].map(sizeOf),
      );
      return { directory, from, bytes: add(sizes) };
    }),
  );
}

/** 0 for a file that has just gone. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

function sum(segments: readonly Segment[]): number {
  return add(segments.map(({ bytes }) => bytes));
}

function add(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
