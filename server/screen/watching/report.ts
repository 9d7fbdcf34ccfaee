// The report that a session's curves are drawn from: of each metric that has changed since the last one
// as many points as were asked for.
import type { ReportEvent, ReportSeries, WatchReport } from '../../protocol/watch-report.ts';
import { headlineOf, isShown } from '../../watch/metrics.ts';
import { groupOf, meaningOf } from '../../watch/names.ts';
import { pointsOf, type Series } from '../../watch/series.ts';
import type { WatchState } from '../../watch/state.ts';
import { thinned } from '../../watch/thinned.ts';

export interface ReportRequest {
  readonly points: number;
  /** `next` of the report before. */
  readonly since: string | null;
  /** All there are when null. */
  readonly names: readonly string[] | null;
}

/** `epoch`: of the lines that line numbers are of. */
export function reportOf(
  state: WatchState,
  { points, since, names }: ReportRequest,
  { epoch, read }: { readonly epoch: string; readonly read: number },
): Omit<WatchReport, 'gpus'> {
  const from = read < 1 ? null : rowsOf(since, epoch, points);
  const isWhole = from === null || from > state.rows;
  const chosen = state.series.filter(
    (one) => isShown(one) && (names === null || names.includes(one.name)),
  );
  const changed = isWhole ? chosen : chosen.filter(({ row }) => row > from);
  return {
    next: `${epoch}.${points}.${state.rows}`,
    whole: isWhole,
    read,
    series: ordered(state, changed).map((one) => seriesOf(one, points)),
    events: state.events.map(eventOf).sort((a, b) => a.line - b.line),
  };
}

/** The row up to which the asker knows all, null when it is not about this. */
function rowsOf(since: string | null, epoch: string, points: number): number | null {
  const [known, asked, rows] = since?.split('.') ?? [];
  return known === epoch && Number(asked) === points && /^\d{1,15}$/.test(rows ?? '')
    ? Number(rows)
    : null;
}

/** The headline's figure first, then what is known to be good or bad, then the rest. */
function ordered(state: WatchState, series: readonly Series[]): Series[] {
  const headline = headlineOf(state)?.name ?? '';
  const rank = ({ name }: Series) => {
    if (groupOf(name) === groupOf(headline)) return name === headline ? 0 : 1;
    return { lower: 2, higher: 3, none: 4 }[meaningOf(name).better ?? 'none'];
  };
  return [...series].sort((a, b) => rank(a) - rank(b));
}

function seriesOf(series: Series, points: number): ReportSeries {
  const { name, unit, last, best, taken } = series;
  return {
    name,
    group: groupOf(name),
    unit,
    better: meaningOf(name).better,
    last,
    low: best?.low ?? null,
    high: best?.high ?? null,
    taken,
    points: thinned(pointsOf(series), points),
  };
}

function eventOf({
  kind,
  line,
  time,
  step,
  serious,
  count,
  text,
}: WatchState['events'][number]): ReportEvent {
  return { kind, line, time, step, serious, count, text };
}
