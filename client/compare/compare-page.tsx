// Several runs side by side: one metric's curves in one figure, labelled by what their commands differ in, and
// a table with the best on top.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { LinkNotice } from '../connection/link-notice.tsx';
import { ChoiceChips } from '../curves/choice-chips.tsx';
import { keptChoices } from '../curves/choices.ts';
import { commonReach, FigureView } from '../curves/figure-view.tsx';
import { plotPoints, type XBy } from '../curves/figures.ts';
import { followPalette } from '../curves/palette.ts';
import { picture } from '../curves/picture.ts';
import type { PlotPoint, Range, Reading } from '../curves/plot.ts';
import { shareFile } from '../curves/share-file.ts';
import { durationTicks, stepInWords, stepTicks } from '../curves/ticks.ts';
import { BackLink } from '../look/back-link.tsx';
import { valueInWords } from '../look/number-words.ts';
import { PageTitle } from '../look/page-title.tsx';
import { durationInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { CompareTable } from './compare-table.tsx';
import { comparedCsv } from './compared-csv.ts';
import { compareReports } from './compared-reports.ts';
import { differing } from './parameters.ts';
import { type Compared, commonMetrics, firstMetric, ranked } from './ranking.ts';
import '../curves/curves.css';
import './compare.css';

export function ComparePage({ ids }: { ids: readonly string[] }) {
  const { api, appearance, link, list } = useOutlive();
  const reports = useMemo(() => compareReports(api, ids), [api, ids]);
  const followed = useMemo(() => followPalette(appearance), [appearance]);
  const choices = useMemo(keptChoices, []);
  const metric = useSignal<string | null>(null);
  const chosen = useSignal<string | null>(null);
  const failure = useSignal<string | null>(null);
  const shared = { window: useSignal<Range | null>(null), cursor: useSignal<number | null>(null) };
  useEffect(() => {
    void list.load();
    link.open();
    const end = list.watch();
    return () => {
      end();
      reports.close();
      followed.end();
    };
  }, [list, link, reports, followed]);

  const { by, smooth, log } = choices.value.value;
  const sessions = ids.flatMap((id) => {
    const session = list.known.value.sessions.find((one) => one.id === id);
    return session === undefined ? [] : [session];
  });
  const compared = sessions.map(
    ({ id, name }): Compared => ({
      ...{ id, name },
      series: reports.known.value.get(id) ?? [],
    }),
  );
  const metrics = commonMetrics(compared);
  const shown = metric.value ?? firstMetric(metrics, compared);
  const { names, values } = differing(sessions.map(({ command }) => command));
  const labels = labelsOf(sessions, names, values);
  const lines = compared.map(({ series, id }, i) => ({
    label: labels[i] ?? id,
    colour: i,
    points: sinceStart(series.find(({ name }) => name === shown)?.points ?? [], by),
  }));
  const rows = ranked(compared, shown);
  const best = rows[0]?.best ?? null;
  const heard = `${shown} of ${sessions.length} sessions: ${rows
    .map(({ id, best: value, last }) => {
      const label = labels[sessions.findIndex((one) => one.id === id)];
      return `${label}, last ${valueInWords(last, 4)}${value === null ? '' : `, best ${valueInWords(value, 4)}`}`;
    })
    .join('; ')}`;
  const figure = {
    ...{ key: 'compare', title: shown, lines, heard, y: null, x: by },
    heads: best === null ? [] : [{ label: 'best', colour: -1, words: valueInWords(best, 4) }],
  };
  const colour = sessions.findIndex(({ id }) => id === chosen.value);
  const share = async (file: File | null) => {
    failure.value = file === null ? 'There is nothing to share yet.' : await shareFile(file);
  };
  const told = failure.value ?? reports.failures.value[0] ?? null;
  return (
    <main class="page compare-page">
      <header class="bar">
        <BackLink />
        <PageTitle title="Compare · Outlive">Compare {ids.length}</PageTitle>
        {metrics.length > 1 ? (
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
        ) : (
          <span class="metric-choice">{shown}</span>
        )}
      </header>
      <LinkNotice />
      <div class="compare-content" aria-busy={!reports.settled.value}>
        {told !== null && (
          <p class="failure" role="alert">
            {told}
          </p>
        )}
        {reports.settled.value && metrics.length === 0 && (
          <p class="hint">None of these has printed a metric.</p>
        )}
        {metrics.length > 0 && (
          <FigureView
            {...figure}
            {...{ smooth, log, shared }}
            xTicks={ticksOf(by)}
            chosen={colour < 0 ? null : colour}
            reach={commonReach([figure])}
            palette={followed.palette}
            place={placeInWords}
            onLine={null}
            onZoom={() => undefined}
          />
        )}
        {metrics.length > 0 && (
          <CompareTable
            {...{ sessions, rows, names, values, chosen, best }}
            palette={followed.palette.value}
          />
        )}
      </div>
      <div class="compare-dock">
        <ChoiceChips choices={choices}>
          {shared.window.value !== null && (
            <button
              type="button"
              class="chip"
              onClick={() => {
                shared.window.value = null;
              }}
            >
              Show all
            </button>
          )}
        </ChoiceChips>
        <div class="dock">
          <button
            type="button"
            class="button grow"
            onClick={() =>
              void picture({
                ...{
                  title: `Compare ${shown}`,
                  figures: metrics.length > 0 ? [withLabels(figure)] : [],
                },
                look: { smooth, log, palette: followed.palette.value },
                ...{ restarts: [], xTicks: ticksOf(by) },
                shown: { step: shared.window.value, time: shared.window.value },
              }).then(share)
            }
          >
            Share picture
          </button>
          <button
            type="button"
            class="button grow"
            onClick={() => void share(comparedCsv({ compared, names, values }))}
          >
            CSV
          </button>
        </div>
      </div>
    </main>
  );
}

const ticksOf = (by: XBy) => (by === 'step' ? stepTicks : durationTicks);

/** A picture alone has no table that says whose line is whose. */
function withLabels<T extends { readonly lines: readonly { label: string; colour: number }[] }>(
  figure: T,
) {
  return {
    ...figure,
    heads: figure.lines.map(({ label, colour }) => ({ label, colour, words: '' })),
  };
}

/** `lr 3e-4`, `lr 3e-4, seed 2`; where nothing differs, the session's name. */
function labelsOf(
  sessions: readonly SessionSummary[],
  names: readonly string[],
  values: readonly (readonly string[])[],
): string[] {
  return sessions.map(({ name }, i) => {
    const told = names
      .map((parameter, at) => [parameter, values[i]?.[at] ?? ''] as const)
      .filter(([, value]) => value !== '')
      .map(([parameter, value]) =>
        parameter.startsWith('word ') || value === 'on'
          ? value.replace(/^on$/, parameter)
          : `${parameter} ${value}`,
      );
    return told.length === 0 || told.length > mostTold ? name : told.join(', ');
  });
}

/** Labels of more parameters say nothing at a glance. */
const mostTold = 3;

/** By time, runs are laid one over the other: each from its own first point on. */
function sinceStart(points: Parameters<typeof plotPoints>[0], by: XBy): PlotPoint[] {
  const placed = plotPoints(points, by);
  const start = by === 'time' ? (placed[0]?.x ?? 0) : 0;
  return start === 0 ? placed : placed.map((point) => ({ ...point, x: point.x - start }));
}

function placeInWords({ line, point: { x, step } }: Reading): string {
  void line;
  return step !== null && x === step ? `step ${stepInWords(step)}` : `after ${durationInWords(x)}`;
}
