// The time, ticking once a second for whatever words depend on it, and standing still while the
// page is hidden. Phones' clocks are off, so what happened on the server is told by the server's clock.
import { signal } from '@preact/signals';

export interface Clock {
  /** Milliseconds since 1970, at most a second old. Whoever reads it in a computation is told of the next. */
  now(): number;
  /** The same by this device's own clock, for what happened on the page. */
  device(): number;
  /** A Date header of the gateway, null where there is none. */
  heard(date: string | null): void;
  stop(): void;
}

/** An answer may be on its way for seconds; less than this is no wrong clock. */
const trustedMs = 30_000;

export function startClock(): Clock {
  const time = signal(Date.now());
  const ahead = signal(0);
  const tick = () => {
    if (document.visibilityState === 'visible') time.value = Date.now();
  };
  const timer = setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
  return {
    now: () => time.value + ahead.value,
    device: () => time.value,
    heard(date) {
      const off = Date.parse(date ?? '') - Date.now();
      if (!Number.isNaN(off)) ahead.value = Math.abs(off) > trustedMs ? off : 0;
    },
    stop() {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    },
  };
}
