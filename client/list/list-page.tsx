// The page one looks at all day: every session, its state and its last line.
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { LinkNotice } from '../connection/link-notice.tsx';
import { readStored, storedKeys } from '../connection/storage.ts';
import { lazyPage } from '../lazy-page.tsx';
import { Gear } from '../look/icons.tsx';
import { PageTitle } from '../look/page-title.tsx';
import { useOutlive } from '../outlive.ts';
import { AnswerButtons } from './answer-buttons.tsx';
import { EmptyList } from './empty-list.tsx';
import { orderSessions } from './order.ts';
import { CompareButton, SelectDock } from './selecting.tsx';
import { SessionCard } from './session-card.tsx';
import './list.css';

const GpuStrip = lazyPage(() => import('./gpu-strip.tsx').then((m) => m.GpuStrip));

export function ListPage() {
  const { device, list, link } = useOutlive();
  useEffect(() => {
    void list.load();
    link.open();
    const end = list.watch();
    return () => {
      end();
      list.selected.value = null;
    };
  }, [list, link]);
  const { machine, asOf, source } = list.known.value;
  const selected = list.selected.value;
  // Where there were GPUs last time, the cards leave room for them from the start.
  const [hadGpus] = useState(() => readStored(storedKeys.gpus) !== null);
  return (
    <main class="page list-page">
      <header class="bar">
        <PageTitle title="Outlive">Sessions</PageTitle>
        {machine !== null && <span class="machine">{machine}</span>}
        <CompareButton />
        <a class="icon-button" href="./settings" aria-label="Settings">
          <Gear />
        </a>
      </header>
      <div class={hadGpus ? 'gpu-room' : ''}>
        {source === 'gateway' && !device.watches.value && <GpuStrip />}
      </div>
      <Cards />
      <div class="dock">
        <LinkNotice asOf={asOf} updating={source === 'cache'} />
        {selected !== null && <SelectDock selected={selected} />}
        {selected === null && !device.watches.value && (
          <a class="button primary grow" href="./new">
            New session
          </a>
        )}
      </div>
    </main>
  );
}

/** New failures do not stay new; that need not be known to the second. */
const minuteMs = 60_000;

function Cards() {
  const { list, clock } = useOutlive();
  const minute = useComputed(() => Math.floor(clock.now() / minuteMs) * minuteMs);
  const seen = useComputed(() => ({ looked: list.looked.ids.value, now: minute.value }));
  const ordered = useComputed(() => orderSessions(list.known.value.sessions, seen.value)).value;
  const { source, machine } = list.known.value;
  if (source === 'nowhere') return <div class="cards waiting" aria-busy="true" />;
  const { going, ended } = ordered;
  if (going.length + ended.length === 0) return <EmptyList />;
  return (
    <ul class="cards" aria-label="Sessions">
      {going.map((session) => (
        <li key={session.id}>
          <SessionCard {...{ session, machine }} isNew={session.state === 'ended'} />
          <AnswerButtons session={session} />
        </li>
      ))}
      {ended.map((session: SessionSummary, i) => (
        <li key={session.id}>
          {i === 0 && <h2 class="section">Ended</h2>}
          <SessionCard session={session} machine={machine} />
        </li>
      ))}
    </ul>
  );
}
