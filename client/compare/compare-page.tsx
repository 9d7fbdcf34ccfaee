// Several runs side by side: one metric's curves in one figure, labelled by what their commands differ in, and
// a table with the best on top.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { LinkNotice } from '../connection/link-notice.tsx';
import { ChoiceChips } from '../curves/choice-chips.tsx';
import { keptChoices } from '../curves/choices.ts';
import { commonReach, FigureView, type SharedX } from '../curves/figure-view.tsx';
import type { XBy } from '../curves/figures.ts';
import { followPalette } from '../curves/palette.ts';
import { picture } from '../curves/picture.ts';
import type { Range, Reading } from '../curves/plot.ts';
import { shareFile } from '../curves/share-file.ts';
import { durationTicks, stepInWords, stepTicks } from '../curves/ticks.ts';
import { BackLink } from '../look/back-link.tsx';
import { valueInWords } from '../look/number-words.ts';
import { PageTitle } from '../look/page-title.tsx';
import { durationInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { CompareTable } from './compare-table.tsx';
import { comparedCsv } from './compared-csv.ts';
import { type Comparison, useComparison } from './use-comparison.ts';
import '../curves/curves.css';
import './compare.css';

export function ComparePage({ ids }: { ids: readonly string[] }) {
  const { appearance } = useOutlive();
  const followed = useMemo(() => followPalette(appearance), [appearance]);
  useEffect(() => followed.end, [followed]);
  const choices = useMemo(keptChoices, []);
  const metric = useSignal<string | null>(null);
  const chosen = useSignal<string | null>(null);
  const failure = useSignal<string | null>(null);
  const shared = { window: useSignal<Range | null>(null), cursor: useSignal<number | null>(null) };
  const look = choices.value.value;
  const comparison = useComparison(ids, { metric: metric.value, by: look.by });
  const { metrics, lines, sessions } = comparison;
  const palette = followed.palette;
  const figure = figureOf(comparison, look.by);
  const share = async (file: File | null) => {
    failure.value = file === null ? 'There is nothing to share yet.' : await shareFile(file);
  };
  const told = failure.value ?? comparison.failure;
  const chosenLine = sessions.findIndex(({ id }) => id === chosen.value);
  return (
    <main class="page compare-page">
      <header class="bar">
        <BackLink />
        <PageTitle title="Compare · Outlive">Compare {ids.length}</PageTitle>
        <MetricChoice {...{ comparison, metric, shared }} />
      </header>
      <LinkNotice />
      <div class="compare-content" aria-busy={!comparison.settled}>
        {told !== null && (
          <p class="failure" role="alert">
            {told}
          </p>
        )}
        {comparison.settled && metrics.length === 0 && (
          <p class="hint">None of these has printed a metric.</p>
        )}
        {metrics.length > 0 && (
          <>
            <FigureView
              {...{ ...figure, palette, shared, smooth: look.smooth, log: look.log }}
              xTicks={ticksOf(look.by)}
              chosen={chosenLine < 0 ? null : chosenLine}
              reach={commonReach([{ lines }])}
              place={placeInWords}
              onLine={null}
              onZoom={() => undefined}
            />
            <CompareTable {...{ comparison, chosen }} palette={palette.value} />
          </>
        )}
      </div>
      <div class="compare-dock">
        <ChoiceChips choices={choices} window={shared.window} />
        <div class="dock">
          <button
            type="button"
            class="button grow"
            onClick={() =>
              void picture({
                title: `Compare ${comparison.metric}`,
                figures: metrics.length > 0 ? [{ ...figure, heads: labelsIn(comparison) }] : [],
                look: { smooth: look.smooth, log: look.log, palette: palette.value },
                ...{ restarts: [], xTicks: ticksOf(look.by) },
                shown: { step: shared.window.value, time: shared.window.value },
              }).then(share)
            }
          >
            Share picture
          </button>
          <button
            type="button"
            class="button grow"
            onClick={() => void share(comparedCsv(comparison))}
          >
            CSV
          </button>
        </div>
      </div>
    </main>
  );
}

function MetricChoice({
  comparison: { metrics, metric: shown },
  metric,
  shared,
}: {
  comparison: Comparison;
  metric: Signal<string | null>;
  shared: SharedX;
}) {
  if (metrics.length < 2) return <span class="metric-choice">{shown}</span>;
  return (
    <label class="metric-choice">
      <span class="heard">Metric</span>
      <select
        value={shown}
        onChange={(event) => {
          metric.value = event.currentTarget.value;
          shared.window.value = null;
          shared.cursor.value = null;
        }}
      >
        {metrics.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const ticksOf = (by: XBy) => (by === 'step' ? stepTicks : durationTicks);

function figureOf({ metric, lines, rows, heard }: Comparison, by: XBy) {
  const best = rows[0]?.best ?? null;
  return {
    ...{ title: metric, lines, heard, y: null, x: by },
    heads: best === null ? [] : [{ label: 'best', colour: -1, words: valueInWords(best, 4) }],
  };
}

/** A picture alone has no table that says whose line is whose. */
function labelsIn({ lines }: Comparison) {
  return lines.map(({ label, colour }) => ({ label, colour, words: '' }));
}

function placeInWords({ point: { x, step } }: Reading): string {
  return x === step ? `step ${stepInWords(step)}` : `after ${durationInWords(x)}`;
}
