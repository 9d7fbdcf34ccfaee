// Logs for tests: in folders that go away, with small limits, read to the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLimits } from '../../server/log/limits.ts';
import { openOutputReader, type ReadResult } from '../../server/log/reader.ts';
import { type TimelineEntry, TimelineReader } from '../../server/log/timeline.ts';
import { type OutputWriter, openOutputWriter } from '../../server/log/writer.ts';

const folders: string[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync('/tmp/ol-log-');
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface TestLog {
  readonly directory: string;
  readonly writer: OutputWriter;
  readonly committed: [from: number, to: number][];
  readonly lost: [from: number, to: number][];
}

export const startSize = { cols: 100, rows: 30, owner: '' };

export async function openTestLog(
  limits: Partial<LogLimits> = {},
  more: { directory?: string; now?: () => number; elapsed?: () => number } = {},
): Promise<TestLog> {
  const directory = more.directory ?? join(temporaryFolder(), 'output');
  const committed: [number, number][] = [];
  const lost: [number, number][] = [];
  const writer = await openOutputWriter({
    directory,
    size: startSize,
    limits,
    onCommitted: (from, bytes) => committed.push([from, from + bytes.length]),
    onLost: (from, to) => lost.push([from, to]),
    ...(more.now && { now: more.now }),
    ...(more.elapsed && { elapsed: more.elapsed }),
  });
  return { directory, writer, committed, lost };
}

export const exited = { exitCode: 0, signal: null, reason: 'exit', endedAt: 1000 } as const;

/** Every result of a reader from `cursor` until the end. */
export async function readAll(
  directory: string,
  cursor = 0,
  maxBytes = 1 << 16,
): Promise<ReadResult[]> {
  const reader = openOutputReader(directory);
  const results: ReadResult[] = [];
  for (let at = cursor; ; ) {
    const result = await reader.read(at, maxBytes);
    if (result.kind === 'end') break;
    results.push(result);
    at = result.kind === 'gap' ? result.to : at + result.bytes.length;
  }
  await reader.close();
  return results;
}

/** What the timeline holds, from the segment on that `from` is in. */
export async function timelineOf(directory: string, from = 0): Promise<TimelineEntry[]> {
  return newsOf(new TimelineReader(directory, from));
}

/** What it holds that was not read before. */
export async function newsOf(reader: TimelineReader): Promise<TimelineEntry[]> {
  const all: TimelineEntry[] = [];
  for await (const entries of reader.batches()) for (const entry of entries) all.push(entry);
  return all;
}

export function bytesOf(results: readonly ReadResult[]): Buffer {
  return Buffer.concat(
    results.flatMap((result) => (result.kind === 'bytes' ? [result.bytes] : [])),
  );
}

/** Numbers in [0, 1), the same ones for the same seed (a linear congruential generator). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
