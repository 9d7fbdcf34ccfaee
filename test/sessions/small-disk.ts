// A disk of a few kilobytes, to fill. Only where this user may mount one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** Its path, or null where none can be had. Gone when the test is finished. */
export function smallDisk(kilobytes = 128): string | null {
  const path = mkdtempSync('/tmp/ol-disk-');
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=700`, 'outlive-test', path];
    execFileSync('mount', options, { stdio: 'ignore' });
  } catch {
    rmdirSync(path);
    return null;
  }
  onTestFinished(() => {
    // Lazily: a process that was just killed may still be letting go of its files.
    execFileSync('umount', ['-l', path]);
    rmdirSync(path);
  });
  return path;
}
