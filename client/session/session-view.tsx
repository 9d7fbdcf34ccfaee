// The ways to look at a session: its log, which is text to read and comes with the page, its terminal and
// its curves, which are fetched when they are first looked at.
import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { lazyPage } from '../lazy-page.tsx';
import { Dots, Glass } from '../log/icons.tsx';
import { LogView } from '../log/log-view.tsx';
import type { SoughtLine, SoughtPlace } from '../log/sought-place.ts';
import { watchOf } from '../look/watch-words.ts';
import { useSoon } from '../soon.ts';
import type { Typing } from './typing/typing.ts';
import { type ViewKind, ViewTabs } from './view-tabs.tsx';

const TerminalView = lazyPage(() =>
  import('./terminal/terminal-view.tsx').then((m) => m.TerminalView),
);

const loadCurves = () => import('../curves/curves-view.tsx').then((m) => m.CurvesView);
const CurvesView = lazyPage(loadCurves);

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
  /** What was looked at in the terminal or on a curve, for the log to go on from. */
  const seek = useSignal<SoughtPlace | SoughtLine | null>(null);
  useSignalEffect(() => {
    if (view.value !== 'log') seek.value = null;
  });
  const hasCurves = (watchOf(session)?.metrics ?? 0) > 0;
  const curvesWanted = useSoon(hasCurves).value;
  useEffect(() => {
    // What cannot be fetched now is fetched, and told of, when it is looked at.
    if (curvesWanted) loadCurves().catch(() => undefined);
  }, [curvesWanted]);
  const readOn = (place: SoughtPlace | SoughtLine | null) => {
    seek.value = place;
    view.value = 'log';
  };
  return (
    <>
      <ViewTabs view={view} curves={hasCurves}>
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
        {view.value === 'log' && (
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
        )}
        {view.value === 'terminal' && (
          <TerminalView session={session} typing={typing} onLog={readOn} onEnded={onEnded} />
        )}
        {view.value === 'curves' && (
          <CurvesView session={session} onLine={(line) => readOn({ line })} />
        )}
      </div>
    </>
  );
}
