// Leaves a terminal that is gone (its window closed, its connection dropped) alone at the end. Node
// puts every terminal it was started on back as it was, and crashes when one does not answer. Knows
// nothing of commands.
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Call at the start: what is a terminal then, and none at the end, is closed before Node gets there. */
export function endWithoutLostTerminal(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  if (terminals.length === 0) return;
  process.on('exit', () => {
    for (const fd of terminals) {
      if (isatty(fd)) continue;
      try {
        closeSync(fd);
      } catch {
        // Closed already.
      }
    }
  });
}
