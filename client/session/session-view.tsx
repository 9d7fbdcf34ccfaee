// The two ways to look at a session: its log, which is text to read, and its terminal. Each is fetched
// when it is first looked at.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { lazyPage } from '../lazy-page.tsx';
import { Dots, Glass } from '../log/icons.tsx';
import type { Typing } from './typing/typing.ts';
import { type ViewKind, ViewTabs } from './view-tabs.tsx';

const loadLog = () => import('../log/log-view.tsx').then((m) => m.LogView);
const LogView = lazyPage(loadLog);
const TerminalView = lazyPage(() =>
  import('./terminal/terminal-view.tsx').then((m) => m.TerminalView),
);

/** Asks for the log's code while the session itself is still being asked for. */
export function useLogCode(): void {
  useEffect(() => {
    void loadLog().catch(() => undefined);
  }, []);
}

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
            typedAt={typing.typedAt}
            onTerminal={() => {
              view.value = 'terminal';
            }}
            onEnded={onEnded}
          />
        ) : (
          <TerminalView session={session} typing={typing} onEnded={onEnded} />
        )}
      </div>
    </>
  );
}
