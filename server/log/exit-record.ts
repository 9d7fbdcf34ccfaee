// How a session ended: JSON in a file whose block is reserved when the session starts, so that a
// full disk cannot keep the end from being told.
import { type FileHandle, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExitRecord, parseExitRecord } from '../protocol/session.ts';

const reservedBytes = 4096;

export function exitRecordPath(directory: string): string {
  return join(directory, 'exit.json');
}

/** The whole file's bytes: the record, or none yet, and spaces up to the reserved size. */
export function formatExitRecord(exit: ExitRecord | null): Buffer {
  const bytes = Buffer.alloc(reservedBytes, ' ');
  bytes.write(exit === null ? '' : JSON.stringify(exit));
  bytes.write('\n', reservedBytes - 1);
  return bytes;
}

/** Writes how it ended, and tries again while the disk refuses, for as long as an end may take. */
export async function writeExitRecord(
  file: FileHandle,
  exit: ExitRecord,
  { retryAfterMs, endWithinMs }: { retryAfterMs: number; endWithinMs: number },
): Promise<void> {
  const bytes = formatExitRecord(exit);
  for (let waited = 0; waited <= endWithinMs; waited += retryAfterMs) {
    const written = await file.write(bytes, 0, bytes.length, 0).catch(() => null);
    if (written?.bytesWritten === bytes.length) return;
    await delay(retryAfterMs);
  }
}

/** The record of a session whose `output` folder this is; null while it has none, or none readable. */
export async function readExitRecord(directory: string): Promise<ExitRecord | null> {
  const text = await readFile(exitRecordPath(directory), 'utf8').catch(() => '');
  if (text.trim() === '') return null;
  try {
    return parseExitRecord(JSON.parse(text));
  } catch {
    return null;
  }
}
