// Which ended sessions this device has been shown the page of. Kept on the device, the latest of them.
import { type ReadonlySignal, signal } from '@preact/signals';
import { isText } from '../connection/fields.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';

export interface Looked {
  readonly ids: ReadonlySignal<ReadonlySet<string>>;
  add(id: string): void;
}

/** A failure is news for a day. */
const maxKept = 500;

export function createLooked(): Looked {
  const stored = readStored(storedKeys.looked);
  const ids = signal<ReadonlySet<string>>(
    new Set(Array.isArray(stored) ? stored.filter(isText) : []),
  );
  return {
    ids,
    add(id) {
      if (ids.value.has(id)) return;
      const kept = Array.from(ids.value).slice(1 - maxKept);
      ids.value = new Set(kept.concat(id));
      writeStored(storedKeys.looked, kept.concat(id));
    },
  };
}
