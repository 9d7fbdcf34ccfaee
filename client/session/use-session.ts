// The session an address names: known from the list at once, asked for over HTTP, asked for again
// whenever something may have changed it.
import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { changesIn, parseSummary } from '../connection/guards.ts';
import { useOutlive } from '../outlive.ts';
import { sessionPath } from '../router.ts';

/** What was told this lately is asked for again by whoever learns that it has changed. */
const freshMs = 3000;

export type ShownSession =
  | { readonly kind: 'loading' }
  | { readonly kind: 'found'; readonly session: SessionSummary }
  | { readonly kind: 'missing'; readonly why: string };

/** The end of the output can be known a moment before the way the program ended. */
const endKnownMs = [0, 100, 200, 400, 800, 1600, 3200];

export function useSession(name: string): {
  shown: ShownSession;
  refresh: () => void;
  /** The output has ended: the program has, too. */
  outputEnded: () => void;
} {
  const { api, link, list, router } = useOutlive();
  const missing = useSignal<string | null>(null);
  /** As the gateway has it: names pass from an ended session to a later one, ids never. */
  const id = useRef<string | null>(null);
  /** The person has gone elsewhere: an answer that comes late must not lead back here. */
  const left = useRef(false);
  const told = useSignal<SessionSummary | null>(null);
  const toldAt = useRef(0);
  const asking = useRef(false);
  const listed = list.known.value.sessions.find((known) => known.name === name);
  const session = told.value ?? listed;

  const refresh = useCallback(async () => {
    asking.current = true;
    const found = await api.get(
      `/api/sessions/${encodeURIComponent(id.current ?? name)}?watch=short`,
      parseSummary,
    );
    asking.current = false;
    if (left.current) return;
    if (found.ok) {
      id.current = found.value.id;
      missing.value = null;
      told.value = found.value;
      toldAt.current = Date.now();
      list.upsert(found.value);
      if (found.value.name !== name) router.go(sessionPath(found.value.name), { replace: true });
    } else if (found.code === 'no-session' || found.code === 'ambiguous-name') {
      if (id.current !== null) list.drop(id.current);
      missing.value = `There is no session “${name}” (any more).`;
    } else if (found.code === 'not-allowed') {
      missing.value = `This device may not look at “${name}”.`;
    }
  }, [api, list, name, router, missing, told]);

  const outputEnded = useCallback(async () => {
    for (const delayMs of endKnownMs) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (left.current) return;
      await refresh();
      if (told.value?.state === 'ended') return;
    }
  }, [refresh, told]);

  useEffect(() => {
    link.open();
    const ends = [
      link.connected.subscribe((connected) => {
        if (connected && !asking.current && Date.now() - toldAt.current > freshMs) void refresh();
      }),
      link.on('list:changes', (message) => {
        const known = told.value;
        const change = known && changesIn(message).changed.find((one) => one.id === known.id);
        if (known && change) told.value = parseSummary({ ...known, ...change }) ?? known;
      }),
    ];
    left.current = false;
    if (!link.connected.value) void refresh();
    return () => {
      left.current = true;
      for (const end of ends) end();
    };
  }, [link, refresh, told]);

  const shown: ShownSession =
    missing.value !== null
      ? { kind: 'missing', why: missing.value }
      : session === undefined
        ? { kind: 'loading' }
        : { kind: 'found', session };
  return { shown, refresh, outputEnded };
}
