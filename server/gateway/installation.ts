// Whether the files that this gateway starts processes from are still where they were: a package may be
// removed, and installed again, under a gateway that runs.
import { access } from 'node:fs/promises';

const everyMs = 5000;

export interface Installation {
  readonly whole: boolean;
  /** Called at each change. Returns what ends it. */
  follow(changed: (whole: boolean) => void): () => void;
  close(): void;
}

/** Looks every few seconds: a watch on a folder ends with the folder. */
export function watchInstallation(file: string): Installation {
  const listeners = new Set<(whole: boolean) => void>();
  let whole = true;
  const look = async () => {
    const now = await access(file).then(
      () => true,
      () => false,
    );
    if (now === whole) return;
    whole = now;
    for (const changed of listeners) changed(now);
  };
  const looking = setInterval(() => void look().catch(() => {}), everyMs).unref();
  return {
    get whole() {
      return whole;
    },
    follow(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close: () => clearInterval(looking),
  };
}
