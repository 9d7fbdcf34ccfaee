// The tab with a session's curves: a figure for each group of metrics and each GPU, and how they are looked at.
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
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
import { type CurvesReport, followReport } from './report.ts';
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
  const { appearance } = useOutlive();
  const report = useReport(session);
  const { palette, end } = useMemo(() => followPalette(appearance), [appearance]);
  useEffect(() => end, [end]);
  const choices = useMemo(keptChoices, []);
  const failure = useSignal<string | null>(null);
  const shared = { step: useSharedX(), time: useSharedX() };
  const figures = useComputed(() => {
    const { series = [], gpus = [] } = report.known.value ?? {};
    return [...metricFigures(series, choices.value.value.by), ...gpuFigures(gpus)];
  }).value;
  const known = report.known.value;
  const told = failure.value ?? report.failure.value;
  const { by, smooth, log } = choices.value.value;
  const share = async (file: File | null) => {
    failure.value = file === null ? 'There is nothing to share yet.' : await shareFile(file);
  };
  const sharePicture = () =>
    picture({
      ...{ figures, title: session.name, restarts: restartsOf(known, by) },
      look: { smooth, log, palette: palette.value },
      shown: { step: shared.step.window.value, time: shared.time.window.value },
    }).then(share);
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
              {...{ ...figure, log, palette, onLine }}
              key={figure.key}
              // What a GPU did is no noise.
              smooth={smooth && figure.y === null}
              xTicks={figure.x === 'step' ? stepTicks : clockTicks}
              restarts={restartsOf(known, figure.x)}
              reach={commonReach(figures.filter(({ x }) => x === figure.x))}
              shared={shared[figure.x]}
              place={placeInWords}
              onZoom={report.refine}
            />
          ))}
        </div>
      </div>
      <ChoiceChips choices={choices} window={shared[by].window}>
        <Action words="Compare" onAct={useCompare(session.id)} />
        <Action words="Share picture" onAct={() => void sharePicture()} />
        <Action words="CSV" onAct={() => void share(csvOf(session.name, known?.series ?? []))} />
      </ChoiceChips>
    </section>
  );
}

function Action({ words, onAct }: { words: string; onAct: () => void }) {
  return (
    <button type="button" class="chip" onClick={onAct}>
      {words}
    </button>
  );
}

/** To the list, where it is chosen already. */
function useCompare(id: string): () => void {
  const { list, router } = useOutlive();
  return () => {
    list.selected.value = new Set([id]);
    router.go('/');
  };
}

function useReport(session: SessionSummary): CurvesReport {
  const { api, link } = useOutlive();
  const report = useMemo(() => followReport(api, session.id), [api, session.id]);
  useEffect(() => report.close, [report]);
  // What the card is told of changes with the curves; what was missed meanwhile is asked for again.
  const changes = `${JSON.stringify(session.watch ?? null)} ${session.state} ${link.connected.value}`;
  const asked = useRef(changes);
  useEffect(() => {
    if (asked.current !== changes) report.refresh();
    asked.current = changes;
  }, [changes, report]);
  return report;
}

function useSharedX(): SharedX {
  return { window: useSignal<Range | null>(null), cursor: useSignal<number | null>(null) };
}

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
