// The view process: emulators over sessions' logs, in a process that may hang or be killed
// without anything being lost. Started by the gateway; ends with it. The same file runs the
// process that searches are done in, and its threads.
import { fstatSync } from 'node:fs';
import { setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { endInWords } from '../sessions/bug.ts';
import type { ToView } from './process/messages.ts';
import { ProgressWriter, progressFd } from './process/progress.ts';
import { View } from './process/view.ts';
import { SearchProcess, searchWord } from './search/search-process.ts';
import { runSearches } from './search/searches.ts';
import { runSearchWorker } from './search/worker.ts';

const nice = 10;

function main(): void {
  endInWords();
  try {
    setPriority(nice);
  } catch {
    // Not allowed everywhere, and only a courtesy.
  }
  const view = new View(
    {
      progress: new ProgressWriter(inheritedProgressFile()),
      searches: new SearchProcess(new URL(import.meta.url)),
    },
    (message) => {
      // A gateway that has just been killed is not told; its end comes as `disconnect`.
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
  );
  process.on('message', (message) => view.take(message as ToView));
  // Ctrl+C in the gateway's terminal reaches this process too; the gateway decides.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});
  process.once('disconnect', () => process.exit(0));
}

function inheritedProgressFile(): number | null {
  try {
    fstatSync(progressFd);
    return progressFd;
  } catch {
    return null;
  }
}

if (!isMainThread) void runSearchWorker();
else if (process.argv[2] === searchWord) runSearches(new URL(import.meta.url));
else main();
