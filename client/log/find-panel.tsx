// The search, open or closed: what is being typed, and when to ask for it. It stays in the page while
// closed, so that a tap can put the focus into it at once: iOS opens its keyboard for no later one.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LogQuery } from '../../server/protocol/log-page.ts';
import { FindBar } from './find-bar.tsx';
import { findOf } from './find-of.ts';
import type { Reader } from './reader.ts';

/** After the last letter typed. */
const settleMs = 250;
const nothing: LogQuery = { kind: 'text', text: '' };

export function FindPanel({ reader, searching }: { reader: Reader; searching: Signal<boolean> }) {
  const panel = useRef<HTMLDivElement>(null);
  const typed = useSignal<LogQuery>(nothing);
  const asked = reader.finding.value?.query;
  const listed = asked?.kind === 'errors' || asked?.kind === 'warnings';
  const query = listed ? asked : typed.value;

  useEffect(
    () =>
      searching.subscribe((open) => {
        if (panel.current === null) return;
        panel.current.hidden = !open;
        if (open) panel.current.querySelector('input')?.focus({ preventScroll: true });
        else {
          typed.value = nothing;
          findOf(reader).close();
        }
      }),
    [reader, searching, typed],
  );

  useEffect(() => {
    if (!searching.value || listed || sameQuery(typed.value, asked)) return;
    const timer = setTimeout(() => findOf(reader).start(typed.value), settleMs);
    return () => clearTimeout(timer);
  }, [typed.value, searching.value]);

  return (
    <div ref={panel} hidden={!searching.value}>
      <FindBar
        find={findOf(reader)}
        query={query}
        onQuery={(next) => {
          typed.value = next;
        }}
        onClose={() => {
          searching.value = false;
        }}
      />
    </div>
  );
}

function sameQuery(one: LogQuery, other: LogQuery | undefined): boolean {
  return other === undefined ? one.text === '' : one.kind === other.kind && one.text === other.text;
}
