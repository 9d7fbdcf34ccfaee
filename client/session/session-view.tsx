// The two ways to look at a session: its log, which is text to read and comes with the page, and its
// terminal, which is fetched when it is first looked at.
import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { lazyPage } from '../lazy-page.tsx';
import { Dots, Glass } from '../log/icons.tsx';
import { LogView } from '../log/log-view.tsx';
import type { SoughtPlace } from '../log/sought-place.ts';
import type { Typing } from './typing/typing.ts';
import { type ViewKind, ViewTabs } from './view-tabs.tsx';

const TerminalView = lazyPage(() =>
  import('./terminal/terminal-view.tsx').then((m) => m.TerminalView),
);

export function SessionView({
  session,
  typing,
  asOf,
  onEnded,
}: {
  session: SessionSummary;
  typing: Typing;
  /** Set while what is shown is the last visit's. */
  asOf: Signal<number | null>;
  onEnded: () => void;
}) {
  const view = useSignal<ViewKind>('log');
  const searching = useSignal(false);
  const options = useSignal(false);
  /** What was looked at in the terminal, for the log to go on from. */
  const seek = useSignal<SoughtPlace | null>(null);
  useSignalEffect(() => {
    if (view.value === 'terminal') seek.value = null;
  });
  const readOn = (place: SoughtPlace | null) => {
    seek.value = place;
    view.value = 'log';
  };
  return (
    <>
      <ViewTabs view={view}>
        {view.value === 'log' && (
          <>
            <button
              type="button"
              class="icon-button"
              aria-label="Search"
              aria-expanded={searching.value}
              onClick={() => {
                searching.value = !searching.value;
              }}
            >
              <Glass />
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label="Log options"
              aria-haspopup="dialog"
              onClick={() => {
                options.value = true;
              }}
            >
              <Dots />
            </button>
          </>
        )}
      </ViewTabs>
      <div class="view" id="view" role="tabpanel" aria-labelledby={`tab-${view.value}`}>
        {view.value === 'log' ? (
          <LogView
            session={session}
            controls={{ searching, options, asOf }}
            seek={seek.value}
            shown={typing.shown}
            typedAt={typing.typedAt}
            onTerminal={() => {
              view.value = 'terminal';
            }}
            onEnded={onEnded}
          />
        ) : (
          <TerminalView session={session} typing={typing} onLog={readOn} onEnded={onEnded} />
        )}
      </div>
    </>
  );
}
