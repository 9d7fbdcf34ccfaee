// What this device keeps of each session's log between visits: by session, bounded each and in all,
// the oldest going first. A browser that refuses to store costs memory between visits, no more.

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

/** What of localStorage is needed. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export function keptBySession(
  what: string,
  { sessions, characters }: KeptLimits,
  store: () => Store = () => localStorage,
): Kept {
  const prefix = `outlive:${what}:`;
  return {
    read(session) {
      try {
        return JSON.parse(store().getItem(prefix + session) ?? 'null');
      } catch {
        return null;
      }
    },
    write(session, value) {
      const text = JSON.stringify({ keptAt: Date.now(), ...value });
      if (text.length > characters) return;
      try {
        store().setItem(prefix + session, text);
        dropOldest(store(), prefix, sessions);
      } catch {
        // Storage is full or forbidden: the page works without it.
      }
    },
  };
}

function dropOldest(store: Store, prefix: string, most: number): void {
  const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? '').filter((key) =>
    key.startsWith(prefix),
  );
  if (keys.length <= most) return;
  const age = (key: string) => Number(/"keptAt":(\d+)/.exec(store.getItem(key) ?? '')?.[1] ?? 0);
  const byAge = keys.map((key) => [age(key), key] as const).sort(([a], [b]) => a - b);
  for (const [, key] of byAge.slice(0, keys.length - most)) store.removeItem(key);
}
