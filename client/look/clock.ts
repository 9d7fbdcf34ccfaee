// The time, ticking once a second for whatever words depend on it, and standing still while the
// page is hidden.
import { signal } from '@preact/signals';

export interface Clock {
  /** Milliseconds since 1970, at most a second old. Whoever reads it in a computation is told of the next. */
  now(): number;
  stop(): void;
}

export function startClock(): Clock {
  const time = signal(Date.now());
  const tick = () => {
    if (document.visibilityState === 'visible') time.value = Date.now();
  };
  const timer = setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
  return {
    now: () => time.value,
    stop() {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    },
  };
}
