// The session an address names: known from the list at once, asked for over HTTP, asked for again
// whenever something may have changed it.
import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { parseSummary } from '../connection/guards.ts';
import { useOutlive } from '../outlive.ts';
import { sessionPath } from '../router.ts';

export type ShownSession =
  | { readonly kind: 'loading' }
  | { readonly kind: 'found'; readonly session: SessionSummary }
  | { readonly kind: 'missing'; readonly why: string };

export function useSession(name: string): { shown: ShownSession; refresh: () => void } {
  const { api, link, list, router } = useOutlive();
  const missing = useSignal<string | null>(null);
  /** As the gateway has it: names pass from an ended session to a later one, ids never. */
  const id = useRef<string | null>(null);
  const session = list.known.value.sessions.find((known) =>
    id.current === null ? known.name === name : known.id === id.current,
  );

  const refresh = useCallback(async () => {
    const found = await api.get(
      `/api/sessions/${encodeURIComponent(id.current ?? name)}`,
      parseSummary,
    );
    if (found.ok) {
      id.current = found.value.id;
      missing.value = null;
      list.upsert(found.value);
      if (found.value.name !== name) router.go(sessionPath(found.value.name), { replace: true });
    } else if (found.code === 'no-session' || found.code === 'ambiguous-name') {
      if (id.current !== null) list.drop(id.current);
      missing.value = `There is no session “${name}” (any more).`;
    }
  }, [api, list, name, router, missing]);

  useEffect(() => {
    link.open();
    const ends = [
      link.connected.subscribe((connected) => void (connected && refresh())),
      link.on('session', (message) => {
        const told = parseSummary(message);
        if (told?.id === id.current && told !== null) list.upsert(told);
      }),
    ];
    void refresh();
    return () => {
      for (const end of ends) end();
    };
  }, [link, list, refresh]);

  if (missing.value !== null) return { shown: { kind: 'missing', why: missing.value }, refresh };
  return {
    shown: session === undefined ? { kind: 'loading' } : { kind: 'found', session },
    refresh,
  };
}
