// When to fetch what is not needed to read: at the first touch or key, and else once the network has
// had time for what is. Knows nothing of what is fetched.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const afterMs = 3000;

/** True at the first touch or key after `ready`, at the latest `afterMs` after it. Stays true. */
export function useSoon(ready: boolean): Signal<boolean> {
  const wanted = useSignal(false);
  useEffect(() => {
    if (!ready) return;
    const want = () => {
      wanted.value = true;
    };
    const timer = setTimeout(want, afterMs);
    addEventListener('pointerdown', want, { once: true });
    addEventListener('keydown', want, { once: true });
    return () => {
      clearTimeout(timer);
      removeEventListener('pointerdown', want);
      removeEventListener('keydown', want);
    };
  }, [ready, wanted]);
  return wanted;
}
