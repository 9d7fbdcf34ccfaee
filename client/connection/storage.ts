// What this device keeps, as JSON: by origin, so no other port of the same server sees it. Under a path of
// its own the origin may be shared with others' pages, which can read it too: then only until the tab is
// closed, unless the person asks for more. A browser that refuses to store costs memory, no more.
import { basePath } from './base.ts';

export const storedKeys = {
  token: 'outlive:token',
  watches: 'outlive:watches',
  sessions: 'outlive:sessions',
  theme: 'outlive:theme',
  directories: 'outlive:directories',
  gpus: 'outlive:gpus',
  presets: 'outlive:presets',
  values: 'outlive:values',
  trusted: 'outlive:trusted',
  terminalFont: 'outlive:terminal-font',
  log: 'outlive:log-reading',
  transport: 'outlive:transport',
  refusal: 'outlive:refusal',
  looked: 'outlive:looked',
  curves: 'outlive:curves',
  push: 'outlive:push',
} as const;

type StoredKey = (typeof storedKeys)[keyof typeof storedKeys];

/** The part of a Storage that is this gateway's. Each may throw where a browser forbids it. */
export interface Store {
  /** What every key in it begins with. */
  readonly prefix: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
}

const stayKey = 'outlive:stay';

/** What says nothing of the sessions. */
const looks: readonly string[] = [
  ...[storedKeys.theme, storedKeys.terminalFont, storedKeys.log, storedKeys.curves, stayKey],
];

/** Whether pages of other people may be at this origin. */
export function isSharedOrigin(): boolean {
  return basePath() !== '/';
}

/** Whether what is kept stays when the tab is closed. */
export function staysBeyondVisit(): boolean {
  try {
    return !isSharedOrigin() || localStorage.getItem(prefix() + stayKey) !== null;
  } catch {
    return false;
  }
}

/** False where the browser throws at every attempt: its settings forbid it, or a private window does. */
export function canStore(): boolean {
  try {
    const { storage, prefix: own } = ownStore();
    storage.setItem(`${own}outlive:probe`, '1');
    storage.removeItem(`${own}outlive:probe`);
    return true;
  } catch {
    return false;
  }
}

/** The person chose. What is kept already moves along. */
export function stayBeyondVisit(stay: boolean): void {
  const [from, to] = stay ? [sessionStorage, localStorage] : [localStorage, sessionStorage];
  try {
    localStorage.removeItem(prefix() + stayKey);
    for (const key of keysOf({ storage: from, prefix: prefix() })) {
      to.setItem(key, from.getItem(key) ?? '');
      from.removeItem(key);
    }
    if (stay) localStorage.setItem(prefix() + stayKey, '1');
  } catch {
    // As in writeStored.
  }
}

/** The value kept under `key`, else null. Not trusted: an older version may have written it. */
export function readStored(key: StoredKey): unknown {
  try {
    const { storage, prefix } = ownStore();
    return JSON.parse(storage.getItem(prefix + key) ?? 'null');
  } catch {
    return null;
  }
}

/** Null removes it. */
export function writeStored(key: StoredKey, value: unknown): void {
  try {
    const { storage, prefix } = ownStore();
    if (value === null) storage.removeItem(prefix + key);
    else storage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the page works without it.
  }
}

/**
 * Removes all of it but how the page looks: whoever is not let in keeps nothing of the sessions.
 */
export function wipeStored(): void {
  for (const storage of [() => localStorage, () => sessionStorage]) {
    try {
      const part = { storage: storage(), prefix: `${prefix()}outlive:` };
      for (const key of keysOf(part))
        if (!looks.includes(key.slice(prefix().length))) part.storage.removeItem(key);
    } catch {
      // As in writeStored.
    }
  }
}

export function ownStore(): Store {
  return { storage: staysBeyondVisit() ? localStorage : sessionStorage, prefix: prefix() };
}

export function keysOf({ storage, prefix }: Store): string[] {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '');
  return keys.filter((key) => key.startsWith(prefix));
}

/** Each path of an origin has its own: a token must not go to the gateway of another. */
function prefix(): string {
  return isSharedOrigin() ? `${basePath()} ` : '';
}
