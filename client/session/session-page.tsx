// One session, from its heading to its dock. What it shows of the output is another file's.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { LinkNotice } from '../connection/link-notice.tsx';
import { lazyPage } from '../lazy-page.tsx';
import { NowherePage } from '../list/nowhere-page.tsx';
import { BackLink } from '../look/back-link.tsx';
import { Chevron } from '../look/icons.tsx';
import { PageTitle } from '../look/page-title.tsx';
import { StateWords } from '../look/state-words.tsx';
import { useOutlive } from '../outlive.ts';
import { useSoon } from '../soon.ts';
import { Dock } from './dock.tsx';
import { EndNotice } from './end-notice.tsx';
import type { StopWords } from './process-words.ts';
import { SessionView } from './session-view.tsx';
import { HeldNotice } from './typing/held-notice.tsx';
import { fieldOf } from './typing/panel-field.ts';
import { typingInto } from './typing/typing.ts';
import { UnsentNotice } from './typing/unsent-notice.tsx';
import { useLooked } from './use-looked.ts';
import { useSession } from './use-session.ts';
import './session.css';

const TypePanel = lazyPage(() => import('./session-tools.ts').then((m) => m.TypePanel));
const AboutSheet = lazyPage(() => import('./about-sheet.tsx').then((m) => m.AboutSheet));

export function SessionPage({ name }: { name: string }) {
  const { shown, refresh, outputEnded } = useSession(name);
  if (shown.kind === 'missing') return <NowherePage words={shown.why} />;
  if (shown.kind === 'loading') return <WaitingPage name={name} />;
  return (
    <FoundSession
      key={shown.session.id}
      session={shown.session}
      refresh={refresh}
      outputEnded={outputEnded}
    />
  );
}

function WaitingPage({ name }: { name: string }) {
  return (
    <main class="session-page" aria-busy="true">
      <header class="bar">
        <BackLink />
        <PageTitle title={`${name} · Outlive`}>{name}</PageTitle>
      </header>
      <LinkNotice />
    </main>
  );
}

function FoundSession({
  session,
  refresh,
  outputEnded,
}: {
  session: SessionSummary;
  refresh: () => void;
  outputEnded: () => void;
}) {
  const { device, link } = useOutlive();
  const [typing] = useState(() => typingInto({ link, session: session.id }));
  const typePanel = useRef<HTMLFormElement>(null);
  const typeOpen = useSignal(false);
  const asOf = useSignal<number | null>(null);
  const about = useSignal(false);
  const toolsWanted = useSoon(true);
  const lastStop = useSignal<StopWords | null>(null);

  useLooked(session);
  useSignalEffect(() => {
    typing.allowed.value = !device.watches.value;
  });

  /** Within the tap, by hand: iOS opens its keyboard for no later focus. */
  function toggleType() {
    typeOpen.value = !typeOpen.value;
    if (!typePanel.current) return;
    typePanel.current.hidden = !typeOpen.value;
    if (typeOpen.value) fieldOf(typePanel.current)?.focus({ preventScroll: true });
  }

  function stopped(words: StopWords | null) {
    lastStop.value = words;
    refresh();
  }

  const takesTyping = session.state !== 'ended' && !device.watches.value;
  return (
    <main class="session-page" data-typing={takesTyping && typeOpen.value}>
      <header class="bar">
        <BackLink />
        <PageTitle title={`${session.name} · Outlive`}>{session.name}</PageTitle>
        <button
          type="button"
          class="about-button"
          aria-haspopup="dialog"
          onClick={() => {
            about.value = true;
          }}
        >
          <StateWords session={session} progress />
          <span class="heard">, more about it</span>
          <Chevron />
        </button>
      </header>
      <LinkNotice asOf={asOf.value} />
      <SessionView session={session} typing={typing} asOf={asOf} onEnded={outputEnded} />
      <EndNotice session={session} stopped={lastStop.value} onStopped={stopped} />
      <UnsentNotice queue={typing.queue} />
      {takesTyping && <HeldNotice typing={typing} />}
      {takesTyping && (toolsWanted.value || typeOpen.value) && (
        <TypePanel typing={typing} open={typeOpen.value} panel={typePanel} onClose={toggleType} />
      )}
      <Dock session={session} typeOpen={typeOpen.value} onType={toggleType} onStopped={stopped} />
      {about.value && (
        <AboutSheet
          session={session}
          onClose={() => {
            about.value = false;
          }}
        />
      )}
    </main>
  );
}
