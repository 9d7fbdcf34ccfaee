// The names of segment files: <first byte's offset, 16 digits>.log, with a .timeline beside it.
// A hole between one segment's end and the next one's name is the record of a gap.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export function logPath(directory: string, from: number): string {
  return join(directory, `${digits(from)}.log`);
}

export function timelinePath(directory: string, from: number): string {
  return join(directory, `${digits(from)}.timeline`);
}

/** The first offsets of all segments there are, ascending. None for a folder that does not exist. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => /^\d{16}\.log$/.test(name))
    .map((name) => Number(name.slice(0, 16)))
    .sort((a, b) => a - b);
}

function digits(offset: number): string {
  return String(offset).padStart(16, '0');
}
