// Stands at the terminal's top: what came before it is in the log.
import type { ReadonlySignal } from '@preact/signals';
import { pastPx } from './gestures.ts';

export function PastTop({
  atTop,
  pull,
  onLog,
}: {
  /** What was kept of the scrollback ends here. */
  atTop: ReadonlySignal<boolean>;
  /** By how much it is being pulled beyond. */
  pull: ReadonlySignal<number>;
  onLog: () => void;
}) {
  if (!atTop.value && pull.value === 0) return null;
  const part = Math.min(1, pull.value / pastPx);
  return (
    <button
      type="button"
      class="past-top"
      data-far={part === 1}
      style={{ '--pull': part }}
      onClick={onLog}
    >
      {part === 1 ? 'Let go to read on in the log' : '↑ Read on in the log'}
    </button>
  );
}
