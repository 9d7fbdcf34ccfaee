// A link in the test's hand: what is asked waits until the test answers it.
import { signal } from '@preact/signals';
import type { Link } from '../../../client/connection/link.ts';

export interface Asked {
  readonly event: string;
  readonly message: Readonly<Record<string, unknown>>;
  answer(value: unknown): Promise<void>;
}

export function handheldLink() {
  const connected = signal(true);
  const asked: Asked[] = [];
  const told: [string, unknown][] = [];
  const listeners = new Map<string, Set<(message: unknown) => void>>();
  const link: Link = {
    ...{ connected, state: signal({ kind: 'live' as const }) },
    isLive: () => true,
    open: () => undefined,
    tell: (event, message) => void told.push([event, message]),
    ask: (event, message, parse) =>
      new Promise((resolve) => {
        const answer = async (value: unknown) => {
          const parsed = parse(value);
          if (parsed === null) throw new Error('the page did not understand the answer');
          resolve({ ok: true, value: parsed });
          await settled();
        };
        asked.push({ event, message: { ...message }, answer });
      }),
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener));
      return () => all.delete(listener);
    },
    wake: () => undefined,
    close: () => undefined,
  };
  const say = (event: string, message: unknown) => {
    for (const listener of listeners.get(event) ?? []) listener(message);
  };
  return { link, connected, asked, told, say };
}

/** Everything that waited for a promise has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
