// A session's files, damaged byte by byte: cut off there, or with that byte turned over. What is left
// must be read as what it is, or refused in words; it must not throw, hang, or hide its neighbours.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openOutputReader } from '../../server/log/reader.ts';
import { TimelineReader } from '../../server/log/timeline.ts';
import { Failure } from '../../server/protocol/failure.ts';
import { settledLines } from '../../server/screen/settled-lines.ts';
import { SessionDirectory, summaryOf } from '../../server/sessions/session-directory.ts';
import type { StateDirectory } from '../../server/sessions/state-directory.ts';

export interface Damage {
  readonly file: string;
  readonly at: number;
  readonly kind: 'cut' | 'turned';
}

/** Every regular file of a session, by its path below the session's folder. */
export function filesOf(sessionDir: string): string[] {
  return readdirSync(sessionDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(sessionDir, name)).isFile(),
  );
}

/** All damages there are, or `most` a file, spread over its length. */
export function damagesOf(sessionDir: string, most = Number.POSITIVE_INFINITY): Damage[] {
  return filesOf(sessionDir).flatMap((file) => {
    const { size } = statSync(join(sessionDir, file));
    const step = Math.max(1, size / most);
    const places = Array.from({ length: Math.min(size, most) }, (_, i) => Math.floor(i * step));
    return places.flatMap((at) => [
      { file, at, kind: 'cut' } as const,
      { file, at, kind: 'turned' } as const,
    ]);
  });
}

/** Damages the file, looks at everything, mends it again. Returns what was found wrong, else null. */
export async function tryDamage(
  state: StateDirectory,
  { id, neighbour }: { id: string; neighbour: string },
  { file, at, kind }: Damage,
): Promise<string | null> {
  const path = join(state.sessionsDir, id, file);
  const whole = readFileSync(path);
  const damaged = kind === 'cut' ? whole.subarray(0, at) : Buffer.from(whole);
  if (kind === 'turned') damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  try {
    writeFileSync(path, damaged);
    const entries = await new SessionDirectory(state).localEntries();
    const summaries = await Promise.all(entries.map((entry) => summaryOf(entry)));
    if (!summaries.some(({ name, exitCode }) => name === neighbour && exitCode === 0))
      return 'the neighbour is gone from the list';
    const entry = entries.find((one) => one.id === id);
    if (entry === undefined) return null; // Without a spec it is no session; its files stay.
    await readAll(entry.outputDir);
    return null;
  } catch (error) {
    return error instanceof Failure ? null : String((error as Error).stack);
  } finally {
    writeFileSync(path, whole);
  }
}

async function readAll(outputDir: string): Promise<void> {
  const reader = openOutputReader(outputDir);
  for (let at = 0; ; ) {
    const next = await reader.read(at, 1 << 16);
    if (next.kind === 'end') break;
    const to = next.kind === 'bytes' ? at + next.bytes.length : next.to;
    if (to <= at) throw new Error(`reading does not get past ${at}`);
    at = to;
  }
  await reader.close();
  for await (const _ of new TimelineReader(outputDir, 0).batches());
  for await (const _ of settledLines({ outputDir, last: undefined }));
}
