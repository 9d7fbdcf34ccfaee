// The tab with a session's curves: a figure for each group of metrics and each GPU, and how they are looked at.
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import type { WatchReport } from '../../server/protocol/watch-report.ts';
import { useOutlive } from '../outlive.ts';
import { ChoiceChips } from './choice-chips.tsx';
import { keptChoices } from './choices.ts';
import { csvOf } from './csv.ts';
import { commonReach, FigureView, type SharedX } from './figure-view.tsx';
import { type Figure, gpuFigures, metricFigures, type XBy } from './figures.ts';
import { followPalette } from './palette.ts';
import { picture } from './picture.ts';
import type { Range, Reading } from './plot.ts';
import { followReport } from './report.ts';
import { shareFile } from './share-file.ts';
import { clockTicks, stepInWords, stepTicks } from './ticks.ts';
import './curves.css';

export function CurvesView({
  session,
  onLine,
}: {
  session: SessionSummary;
  onLine: (line: number) => void;
}) {
  const { api, appearance, list, router } = useOutlive();
  const report = useMemo(() => followReport(api, session.id), [api, session.id]);
  const followed = useMemo(() => followPalette(appearance), [appearance]);
  const choices = useMemo(keptChoices, []);
  const failure = useSignal<string | null>(null);
  const shared = { step: useSharedX(), time: useSharedX() };
  useEffect(
    () => () => {
      report.close();
      followed.end();
    },
    [report, followed],
  );
  // What the card is told of changes with the curves.
  const changes = JSON.stringify(session.watch ?? null) + session.state;
  useEffect(() => report.refresh(), [changes, report]);

  const { by } = choices.value.value;
  const figures = useComputed(() => {
    const { series = [], gpus = [] } = report.known.value ?? {};
    return [...metricFigures(series, choices.value.value.by), ...gpuFigures(gpus)];
  }).value;
  const known = report.known.value;
  const told = failure.value ?? report.failure.value;
  const share = async (make: () => Promise<File | null>) => {
    const file = await make();
    failure.value = file === null ? 'There is nothing to share yet.' : await shareFile(file);
  };
  const look = { ...choices.value.value, palette: followed.palette.value };
  return (
    <section class="curves-view" aria-label={`Curves of ${session.name}`}>
      <div class="curves-scroll" aria-busy={known === null}>
        {told !== null && (
          <p class="failure curves-words" role="alert">
            {told}
          </p>
        )}
        {known !== null && <p class="curves-words hint">{wordsOf(known, figures)}</p>}
        <div class="figures">
          {figures.map((figure) => (
            <FigureView
              {...figure}
              key={figure.key}
              // What a GPU did is no noise.
              smooth={look.smooth && figure.y === null}
              log={look.log}
              xTicks={ticksOf(figure.x)}
              restarts={restartsOf(known, figure.x)}
              reach={commonReach(figures.filter(({ x }) => x === figure.x))}
              shared={shared[figure.x]}
              palette={followed.palette}
              place={placeInWords}
              onLine={figure.x === 'time' && figure.y !== null ? null : onLine}
              onZoom={report.refine}
            />
          ))}
        </div>
      </div>
      <ChoiceChips choices={choices}>
        {shared[by].window.value !== null && (
          <button
            type="button"
            class="chip"
            onClick={() => {
              shared[by].window.value = null;
            }}
          >
            Show all
          </button>
        )}
        <button
          type="button"
          class="chip"
          onClick={() => {
            list.selected.value = new Set([session.id]);
            router.go('/');
          }}
        >
          Compare
        </button>
        <button
          type="button"
          class="chip"
          onClick={() =>
            void share(() =>
              picture({
                ...{ figures, look, restarts: restartsOf(known, by) },
                title: session.name,
                shown: { step: shared.step.window.value, time: shared.time.window.value },
              }),
            )
          }
        >
          Share picture
        </button>
        <button
          type="button"
          class="chip"
          onClick={() =>
            void share(async () => csvOf(session.name, known === null ? [] : known.series))
          }
        >
          CSV
        </button>
      </ChoiceChips>
    </section>
  );
}

function useSharedX(): SharedX {
  return { window: useSignal<Range | null>(null), cursor: useSignal<number | null>(null) };
}

export const ticksOf = (by: XBy) => (by === 'step' ? stepTicks : clockTicks);

/** Where the program was started again, in x. */
function restartsOf(known: WatchReport | null, by: XBy): number[] {
  return (known?.events ?? [])
    .filter(({ kind }) => kind === 'restart')
    .map((event) => (by === 'step' ? event.step : event.time))
    .filter((x) => x !== null);
}

function wordsOf({ read, series }: WatchReport, figures: readonly Figure[]): string {
  if (read < 1) return `reading the log, ${Math.floor(read * 100)} %`;
  return series.length === 0 && figures.length === 0 ? 'No metrics have been printed yet.' : '';
}

function placeInWords({ point: { step, time } }: Reading): string {
  const words = [
    step === null ? null : `step ${stepInWords(step)}`,
    time === null
      ? null
      : new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
  ];
  return words.filter((word) => word !== null).join(' · ');
}
