// This device's standing with the gateway: the token it was given when it was paired, and why it
// has none. Refuses to know how pairing looks.
import { type ReadonlySignal, signal } from '@preact/signals';
import { isText } from './guards.ts';
import { readStored, storedKeys, wipeStored, writeStored } from './storage.ts';

export interface Device {
  readonly token: ReadonlySignal<string | null>;
  /** True for one that was let in to watch a session and may change nothing. */
  readonly watches: ReadonlySignal<boolean>;
  /** Why the last token is gone, in words for the person; null when there was none. */
  readonly refusal: ReadonlySignal<string | null>;
  paired(as: { readonly token: string; readonly watches: boolean }): void;
  forget(why: string): void;
}

export function createDevice(): Device {
  const stored = readStored(storedKeys.token);
  const token = signal(isText(stored) ? stored : null);
  const why = readStored(storedKeys.refusal);
  const refusal = signal(isText(why) ? why : null);
  const watches = signal(readStored(storedKeys.watches) === true);
  // What a page wrote while it was shut out goes too.
  if (token.peek() === null) wipeStored();
  return {
    ...{ token, watches, refusal },
    paired: (as) => {
      writeStored(storedKeys.token, as.token);
      writeStored(storedKeys.watches, as.watches || null);
      refusal.value = null;
      watches.value = as.watches;
      token.value = as.token;
    },
    forget: (why) => {
      wipeStored();
      writeStored(storedKeys.refusal, why);
      refusal.value = why;
      token.value = null;
    },
  };
}
