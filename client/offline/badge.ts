// The number on the app's icon: alerts that this device has not seen. While no page is open the worker sets it.
import { fieldsOf } from '../connection/fields.ts';
import type { Link } from '../connection/link.ts';

export function followUnseen({ on }: Pick<Link, 'on'>): void {
  on('alerts:unseen', (message) => {
    const { count } = fieldsOf(message);
    if (typeof count === 'number') showBadge(count);
  });
}

/** Where the system has such a thing; 0 takes it away. */
export function showBadge(count: number): void {
  const set = navigator as { setAppBadge?(count: number): Promise<void> };
  set.setAppBadge?.(count).catch(() => undefined);
}
