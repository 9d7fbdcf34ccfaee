// What a session's terminal shows at this moment, derived from its log in this process's memory.
// The emulator comes with it, so this is loaded only by those who need a screen.
import type { SessionEntry } from '../sessions/session-directory.ts';
import { MemoryView } from './attach/memory-view.ts';

/** Calls `look` with the view, current as of now, and closes it. */
export async function withScreenOf<T>(
  { outputDir }: SessionEntry,
  look: (view: MemoryView) => T,
): Promise<T> {
  const view = await MemoryView.open({ outputDir, onReply: () => {} });
  try {
    await view.current();
    return look(view);
  } finally {
    view.close();
  }
}
