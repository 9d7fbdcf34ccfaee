// How this device likes to read logs: text size, wrapping, arrival times. For all sessions alike.
import { type ReadonlySignal, signal } from '@preact/signals';
import { fieldsOf } from '../connection/guards.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';

export interface Preferences {
  readonly fontPx: number;
  readonly wrap: boolean;
  readonly times: boolean;
}

export const smallestFontPx = 9;
export const largestFontPx = 24;
const usual: Preferences = { fontPx: 12, wrap: true, times: false };

export interface KeptPreferences {
  readonly value: ReadonlySignal<Preferences>;
  change(change: Partial<Preferences>): void;
}

export function createPreferences(): KeptPreferences {
  const value = signal(parsePreferences(readStored(storedKeys.log)));
  return {
    value,
    change(change) {
      value.value = parsePreferences({ ...value.value, ...change });
      writeStored(storedKeys.log, value.value);
    },
  };
}

export function parsePreferences(stored: unknown): Preferences {
  const { fontPx, wrap, times } = fieldsOf(stored);
  const px = typeof fontPx === 'number' ? Math.round(fontPx) : usual.fontPx;
  return {
    fontPx: Math.min(largestFontPx, Math.max(smallestFontPx, px)),
    wrap: typeof wrap === 'boolean' ? wrap : usual.wrap,
    times: typeof times === 'boolean' ? times : usual.times,
  };
}
