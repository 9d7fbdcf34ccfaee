// Waits for a session's end by its host's own word. A host that dies without one is noticed when
// its socket closes.
import { type FSWatcher, watch } from 'node:fs';
import { Failure } from '../protocol/failure.ts';
import { connectHost } from '../sessions/connect-host.ts';
import type { JudgedState } from '../sessions/judge.ts';
import {
  requireLocal,
  type SessionDirectory,
  type SessionEntry,
} from '../sessions/session-directory.ts';

export type Ended = Extract<JudgedState, { kind: 'ended' }>;

/** While a host comes up or goes down its folder tells; its launcher's death nothing tells. */
const lookAgainMs = 1000;

/** `onOutput` is called whenever the log may have grown. Throws `no-session` when it is removed. */
export async function untilEnded(
  directory: SessionDirectory,
  entry: SessionEntry,
  onOutput: () => void = () => {},
): Promise<Ended> {
  if (entry.state.kind === 'ended') return entry.state;
  requireLocal(entry);
  for (;;) {
    const change = folderChange(entry.dir);
    try {
      const now = await directory.read(entry.id);
      if (now === null) throw new Failure('no-session', entry.spec.name);
      if (now.state.kind === 'ended') return now.state;
      if (await followHost(entry, onOutput)) continue;
      // A host may be out of reach, and its program writes on.
      onOutput();
      await change.seen;
    } finally {
      change.close();
    }
  }
}

/** Something in the folder changes, or a moment passes: where no watch can be had that has to do. */
function folderChange(dir: string): { readonly seen: Promise<void>; close(): void } {
  let close = () => {};
  const seen = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lookAgainMs);
    let watcher: FSWatcher | null = null;
    try {
      watcher = watch(dir, () => resolve()).on('error', () => {});
    } catch {}
    close = () => {
      clearTimeout(timer);
      watcher?.close();
    };
  });
  return { seen, close };
}

/** Resolves to true when the connection is over, to false when there was none to be had. */
async function followHost({ dir, spec }: SessionEntry, onOutput: () => void): Promise<boolean> {
  const options = { client: 'cli', answers: false, name: spec.name } as const;
  const link = await connectHost(dir, options).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'newer-host') throw error;
    return null;
  });
  if (link === null) return false;
  const over = new Promise<void>((resolve) => link.on('close', () => resolve()));
  link.on('output', onOutput);
  link.on('lost', onOutput);
  onOutput();
  await over;
  return true;
}
