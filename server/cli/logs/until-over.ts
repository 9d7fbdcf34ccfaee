// Looks at a growing log again and again until its session has ended, and once more then.
import type { Bell } from '../bell.ts';

export interface Followed {
  readonly outputDir: string;
  /** Only the last so many lines; all when undefined. */
  readonly last: number | undefined;
  /** Rings when there may be more. */
  readonly bell: Bell;
  /** The session's end, when it is to be waited for. */
  readonly ended: Promise<unknown> | null;
}

/** Yields whenever it is time to read on. Throws what `ended` rejects with. */
export async function* untilOver({ bell, ended }: Followed): AsyncGenerator<void> {
  let over = ended === null;
  const end = ended?.finally(() => {
    over = true;
    bell.ring();
  });
  end?.catch(() => {});
  for (;;) {
    // Looked at before reading: output that came before the end is then never missed.
    const last = over;
    yield;
    if (last) break;
    await bell.next();
  }
  await end;
}
