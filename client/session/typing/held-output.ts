// Ctrl+S holds back a terminal's output until Ctrl+Q (XOFF and XON, termios(3)), and a program that writes
// stands still with it: a training run, for ever. Knows whether that seems to be so now.
import { type Signal, signal } from '@preact/signals';
import type { ShownText } from '../../log/shown-text.ts';

export const holdKey = '\x13';
/** What was on its way when the key was typed has come by then. */
export const inFlightMs = 1000;

export interface HeldOutput {
  /** Ctrl+S was typed, and nothing has come since. */
  readonly held: Signal<boolean>;
  /** Ctrl+S has just been typed, at what is shown. */
  typed(shown: ShownText | null): void;
}

export function heldOutput(): HeldOutput {
  const held = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopListening = (): void => {};
  const listen = (shown: ShownText): void => {
    held.value = true;
    let first = true;
    const end = shown.onChange(() => {
      // A subscription is told of what is there already.
      if (!first) release();
    });
    first = false;
    stopListening = end;
  };
  const release = (): void => {
    held.value = false;
    stopListening();
    stopListening = () => {};
  };
  return {
    held,
    typed(shown) {
      clearTimeout(timer);
      release();
      if (shown !== null) timer = setTimeout(() => listen(shown), inFlightMs);
    },
  };
}
