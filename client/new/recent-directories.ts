// The folders sessions were started in from this device, the latest first.
import { isText } from '../connection/guards.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';

const most = 4;

export function recentDirectories(): readonly string[] {
  const stored = readStored(storedKeys.directories);
  return Array.isArray(stored) ? stored.filter(isText).slice(0, most) : [];
}

export function rememberDirectory(directory: string): void {
  const others = recentDirectories().filter((known) => known !== directory);
  writeStored(storedKeys.directories, [directory, ...others].slice(0, most));
}
