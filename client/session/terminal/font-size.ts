// The terminal's font size, kept on this device.
import { type ReadonlySignal, signal } from '@preact/signals';
import { readStored, storedKeys, writeStored } from '../../connection/storage.ts';

const usualPx = 12;
const smallestPx = 9;
const largestPx = 20;

export interface FontSize {
  readonly value: ReadonlySignal<number>;
  change(byPx: number): void;
}

export function createFontSize(): FontSize {
  const stored = readStored(storedKeys.terminalFont);
  const value = signal(typeof stored === 'number' ? within(stored) : usualPx);
  return {
    value,
    change(byPx) {
      value.value = within(value.value + byPx);
      writeStored(storedKeys.terminalFont, value.value);
    },
  };
}

function within(px: number): number {
  return Math.min(largestPx, Math.max(smallestPx, Math.round(px)));
}
