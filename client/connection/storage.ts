// What this device keeps between visits, as JSON in localStorage: by origin, so no other port of
// the same server sees it. A browser that refuses to store costs memory between visits, no more.

export const storedKeys = {
  token: 'outlive:token',
  watches: 'outlive:watches',
  sessions: 'outlive:sessions',
  theme: 'outlive:theme',
  directories: 'outlive:directories',
  gpus: 'outlive:gpus',
  presets: 'outlive:presets',
  values: 'outlive:values',
  terminalFont: 'outlive:terminal-font',
} as const;

type StoredKey = (typeof storedKeys)[keyof typeof storedKeys];

/** The value kept under `key`, else null. Not trusted: an older version may have written it. */
export function readStored(key: StoredKey): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Null removes it. */
export function writeStored(key: StoredKey, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the page works without it.
  }
}
