// Tells when something in a folder changes. Where the system has no watches left, which happens on
// shared servers, it looks from time to time instead of failing.
import { type FSWatcher, watch } from 'node:fs';

const lookEveryMs = 800;

/** `onChange` may be called when nothing has changed. Returns what ends it. */
export function watchFolder(path: string, onChange: () => void): () => void {
  let watcher: FSWatcher | null = null;
  let looking: NodeJS.Timeout | undefined;
  const look = () => {
    looking ??= setInterval(onChange, lookEveryMs).unref();
  };
  try {
    watcher = watch(path, onChange);
    watcher.on('error', look);
  } catch {
    look();
  }
  return () => {
    watcher?.close();
    clearInterval(looking);
  };
}
