// What one look of the doctor's found.

export type Health = 'ok' | 'warning' | 'broken';

export interface Finding {
  /** What was looked at: `linger`, `disk`. */
  readonly check: string;
  readonly state: Health;
  /** One sentence. */
  readonly words: string;
  /** What to do about it, a command where there is one; null when all is well. */
  readonly fix: string | null;
  /** Sessions may end or lose output because of it: told at the start of serving too. */
  readonly endangersSessions: boolean;
}

export function ok(check: string, words: string): Finding {
  return { check, state: 'ok', words, fix: null, endangersSessions: false };
}

interface Trouble {
  readonly words: string;
  readonly fix: string;
  readonly endangersSessions?: boolean;
}

export function warning(check: string, trouble: Trouble): Finding {
  return { endangersSessions: false, ...trouble, check, state: 'warning' };
}

export function broken(check: string, trouble: Trouble): Finding {
  return { endangersSessions: true, ...trouble, check, state: 'broken' };
}
