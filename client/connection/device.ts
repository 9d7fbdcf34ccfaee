// This device's standing with the gateway: the token it was given when it was paired, and why it
// has none. Refuses to know how pairing looks.
import { type ReadonlySignal, signal } from '@preact/signals';
import { isText } from './guards.ts';
import { readStored, storedKeys, writeStored } from './storage.ts';

export interface Device {
  readonly token: ReadonlySignal<string | null>;
  /** Why the last token is gone, in words for the person; null when there was none. */
  readonly refusal: ReadonlySignal<string | null>;
  paired(token: string): void;
  forget(why: string): void;
}

export function createDevice(): Device {
  const stored = readStored(storedKeys.token);
  const token = signal(isText(stored) ? stored : null);
  const refusal = signal<string | null>(null);
  const keep = (value: string | null, why: string | null) => {
    writeStored(storedKeys.token, value);
    refusal.value = why;
    token.value = value;
  };
  return { token, refusal, paired: (value) => keep(value, null), forget: (why) => keep(null, why) };
}
