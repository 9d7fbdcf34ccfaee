// What a comparison shows, worked out of the sessions that are known and their reports.
import { useEffect, useMemo } from 'preact/hooks';
import type { SessionSummary } from '../../server/protocol/session.ts';
import { plotPoints, type XBy } from '../curves/figures.ts';
import type { PlotLine, PlotPoint } from '../curves/plot.ts';
import { valueInWords } from '../look/number-words.ts';
import { useOutlive } from '../outlive.ts';
import { type ComparedReports, compareReports } from './compared-reports.ts';
import { type Differing, differing, labelsOf } from './parameters.ts';
import { type Compared, commonMetrics, firstMetric, type Ranked, ranked } from './ranking.ts';

export interface Comparison {
  readonly sessions: readonly SessionSummary[];
  readonly compared: readonly Compared[];
  /** What the commands differ in. */
  readonly parameters: Differing;
  readonly metrics: readonly string[];
  /** The one that is shown. */
  readonly metric: string;
  readonly lines: readonly PlotLine[];
  /** The best first. */
  readonly rows: readonly Ranked[];
  /** For who does not see the figure. */
  readonly heard: string;
  readonly settled: boolean;
  readonly failure: string | null;
}

/** `metric`: the one that was chosen. */
export function useComparison(
  ids: readonly string[],
  { metric, by }: { metric: string | null; by: XBy },
): Comparison {
  const { list } = useOutlive();
  const reports = useReports(ids);
  const known = reports.known.value;
  const sessions = ids.flatMap((id) => list.known.value.sessions.filter((one) => one.id === id));
  const compared = sessions.map(({ id, name }) => ({ id, name, series: known.get(id) ?? [] }));
  const metrics = commonMetrics(compared);
  const shown = metric ?? firstMetric(metrics, compared);
  const parameters = differing(sessions.map(({ command }) => command));
  const labels = labelsOf(
    sessions.map(({ name }) => name),
    parameters,
  );
  const rows = ranked(compared, shown);
  return {
    ...{ sessions, compared, parameters, metrics, metric: shown, rows },
    lines: compared.map(({ series }, i) => ({
      label: labels[i] ?? '',
      colour: i,
      points: sinceStart(series.find(({ name }) => name === shown)?.points ?? [], by),
    })),
    heard: `${shown} of ${sessions.length} sessions: ${rows
      .map((row) => heardOf(row, labels[sessions.findIndex(({ id }) => id === row.id)] ?? ''))
      .join('; ')}`,
    settled: reports.settled.value,
    failure: reports.failures.value[0] ?? null,
  };
}

function useReports(ids: readonly string[]): ComparedReports {
  const { api, link, list } = useOutlive();
  const reports = useMemo(() => {
    const sessionOf = (id: string) => list.known.peek().sessions.find((one) => one.id === id);
    return compareReports(api, ids, (id) => sessionOf(id)?.state !== 'ended');
  }, [api, ids, list]);
  useEffect(() => {
    void list.load();
    link.open();
    const end = list.watch();
    return () => {
      end();
      reports.close();
    };
  }, [list, link, reports]);
  return reports;
}

function heardOf({ best, last }: Ranked, label: string): string {
  const told = `${label}, last ${valueInWords(last, 4)}`;
  return best === null ? told : `${told}, best ${valueInWords(best, 4)}`;
}

/** By time, runs are laid one over the other: each from its own first point on. */
function sinceStart(points: Parameters<typeof plotPoints>[0], by: XBy): PlotPoint[] {
  const placed = plotPoints(points, by);
  const start = by === 'time' ? (placed[0]?.x ?? 0) : 0;
  return start === 0 ? placed : placed.map((point) => ({ ...point, x: point.x - start }));
}
