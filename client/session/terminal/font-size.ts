// The terminal's font size, kept on this device.
import { type ReadonlySignal, signal } from '@preact/signals';
import { readStored, storedKeys, writeStored } from '../../connection/storage.ts';

const usualPx = 12;
const smallestPx = 6;
const largestPx = 24;

export interface FontSize {
  readonly value: ReadonlySignal<number>;
  set(px: number): void;
  /** The size that is so many times the present one, as far as there is one. */
  scaled(scale: number): number;
}

export function createFontSize(): FontSize {
  const stored = readStored(storedKeys.terminalFont);
  const value = signal(typeof stored === 'number' ? within(stored) : usualPx);
  return {
    value,
    set(px) {
      value.value = within(px);
      writeStored(storedKeys.terminalFont, value.value);
    },
    scaled: (scale) => within(value.value * scale),
  };
}

function within(px: number): number {
  return Math.min(largestPx, Math.max(smallestPx, Math.round(px)));
}
