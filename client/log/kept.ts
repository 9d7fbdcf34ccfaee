// What this device keeps of each session's log between visits: by session, bounded each and in all,
// the oldest going first. A browser that refuses to store costs memory between visits, no more.
import { keysOf, ownStore, type Store } from '../connection/storage.ts';

export interface Kept {
  /** Not trusted: an older version may have written it. */
  read(session: string): unknown;
  write(session: string, value: object): void;
}

export interface KeptLimits {
  readonly sessions: number;
  /** Of one session, in characters of JSON; longer values are not kept. */
  readonly characters: number;
}

export function keptBySession(
  what: string,
  { sessions, characters }: KeptLimits,
  store: () => Store = ownStore,
): Kept {
  const ownPart = (): Store => {
    const { storage, prefix } = store();
    return { storage, prefix: `${prefix}outlive:${what}:` };
  };
  return {
    read(session) {
      try {
        const { storage, prefix } = ownPart();
        return JSON.parse(storage.getItem(prefix + session) ?? 'null');
      } catch {
        return null;
      }
    },
    write(session, value) {
      const text = JSON.stringify({ keptAt: Date.now(), ...value });
      if (text.length > characters) return;
      try {
        const part = ownPart();
        part.storage.setItem(part.prefix + session, text);
        dropOldest(part, sessions);
      } catch {
        // Storage is full or forbidden: the page works without it.
      }
    },
  };
}

function dropOldest(part: Store, most: number): void {
  const { storage } = part;
  const keys = keysOf(part);
  if (keys.length <= most) return;
  const age = (key: string) => Number(/"keptAt":(\d+)/.exec(storage.getItem(key) ?? '')?.[1] ?? 0);
  const byAge = keys.map((key) => [age(key), key] as const).sort(([a], [b]) => a - b);
  for (const [, key] of byAge.slice(0, keys.length - most)) storage.removeItem(key);
}
