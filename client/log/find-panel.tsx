// The search, open or closed: what is being typed, and when to ask for it.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LogQuery } from '../../server/protocol/log-page.ts';
import { FindBar } from './find-bar.tsx';
import type { Reader } from './reader.ts';

/** After the last letter typed. */
const settleMs = 250;
const nothing: LogQuery = { kind: 'text', text: '' };

export function FindPanel({ reader, searching }: { reader: Reader; searching: Signal<boolean> }) {
  const typed = useSignal<LogQuery>(nothing);
  const finding = reader.find.state.value;
  const asked = finding?.query;
  const listed = asked?.kind === 'errors' || asked?.kind === 'warnings';
  const query = listed ? asked : typed.value;

  useEffect(() => {
    if (!searching.value || listed || typed.value.text === asked?.text) return;
    const timer = setTimeout(() => reader.find.start(typed.value), settleMs);
    return () => clearTimeout(timer);
  }, [typed.value, searching.value]);

  if (!searching.value) return null;
  return (
    <FindBar
      find={reader.find}
      query={query}
      onQuery={(next) => {
        if (next.kind !== query.kind) reader.find.start(next);
        typed.value = next;
      }}
      onClose={() => {
        searching.value = false;
        typed.value = nothing;
        reader.find.close();
      }}
    />
  );
}
