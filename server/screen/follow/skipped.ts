// Stretches of a session's output that hung or bloated a view process: 16 KiB slices, remembered
// beside the log so that no later process falls into them.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Output is fed in slices that start at multiples of this. */
export const sliceBytes = 16 * 1024;

const maxSlices = 1000;

/** Offsets where slices to skip start, ascending. None when the file is missing or damaged. */
export function readSkipped(outputDirectory: string): number[] {
  try {
    const value: unknown = JSON.parse(readFileSync(skippedPath(outputDirectory), 'utf8'));
    return Array.isArray(value) ? value.filter((from) => Number.isSafeInteger(from)) : [];
  } catch {
    return [];
  }
}

/** Remembers the slice that holds this offset. Throws only what is wrong with the disk. */
export function addSkipped(outputDirectory: string, offset: number): void {
  const from = offset - (offset % sliceBytes);
  const slices = [...new Set([...readSkipped(outputDirectory), from])].sort((a, b) => a - b);
  const path = skippedPath(outputDirectory);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(slices.slice(-maxSlices)), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function skippedPath(outputDirectory: string): string {
  return join(dirname(outputDirectory), 'view', 'skipped.json');
}
