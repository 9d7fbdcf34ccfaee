// How figures are looked at on this device: by step or time, smoothed, on a log scale. Kept on it.
import { type Signal, signal } from '@preact/signals';
import { fieldsOf } from '../connection/fields.ts';
import { readStored, storedKeys, writeStored } from '../connection/storage.ts';
import type { XBy } from './figures.ts';

export interface Choices {
  readonly by: XBy;
  readonly smooth: boolean;
  readonly log: boolean;
}

export interface KeptChoices {
  readonly value: Signal<Choices>;
  change(some: Partial<Choices>): void;
}

export function keptChoices(): KeptChoices {
  const { by, smooth, log } = fieldsOf(readStored(storedKeys.curves));
  const value = signal<Choices>({
    by: by === 'time' ? 'time' : 'step',
    smooth: smooth === true,
    log: log === true,
  });
  return {
    value,
    change(some) {
      value.value = { ...value.value, ...some };
      writeStored(storedKeys.curves, value.value);
    },
  };
}
