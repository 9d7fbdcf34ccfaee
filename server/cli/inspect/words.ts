// What has been read out of a log, for people.
import { printable } from '../../protocol/printable.ts';
import { headlineOf, isShown } from '../../watch/metrics.ts';
import type { Series } from '../../watch/series.ts';

import type { Inspected, Shown } from './inspected.ts';

const maxListed = 40;

export function inWords({ state, progress, alerts, question }: Inspected): string[] {
  const scopes = [...new Map(progress.map((shown) => [shown.scope, shown])).values()].filter(
    ({ done, fraction }) => done !== null || fraction !== null,
  );
  const headline = headlineOf(state);
  const series = state.series.filter(isShown);
  return [
    'Progress',
    ...orNone(scopes.map(progressWords)),
    'Metrics',
    ...orNone(series.slice(0, maxListed).map((one) => metricWords(one, one === headline))),
    ...(question === null ? [] : [`Waits for input: ${printable(question)}`]),
    'Alerts',
    ...orNone(
      alerts.map(
        ({ kinds, severity, push, line, text }) =>
          `  line ${line + 1}: ${kinds.join(', ')} (${severity}${push ? ', sent' : ''}): ${printable(text)}`,
      ),
    ),
    'Events',
    ...orNone(
      state.events
        .slice(-maxListed)
        .map(({ kind, line, text }) => `  line ${line + 1}: ${kind}: ${printable(text)}`),
    ),
  ];
}

const orNone = (lines: readonly string[]) => (lines.length === 0 ? ['  none'] : lines);

function progressWords({ scope, done, total, fraction, eta }: Shown): string {
  const percent = fraction === null ? '' : ` ${Math.floor(fraction * 100)} %`;
  const count =
    done === null ? '' : ` ${round(done)}${total === null ? '' : ` of ${round(total)}`}`;
  return `  ${scope}:${percent}${count}${eta === null ? '' : `, ${Math.round(eta)} s left`}`;
}

function metricWords(series: Series, isHeadline: boolean): string {
  const { name, last, best, taken } = series;
  const range = best === null ? '' : `, ${round(best.low)} to ${round(best.high)}`;
  const value = last.value === null ? 'not a number' : round(last.value);
  return `  ${printable(name)}: ${value} at step ${last.step}, ${taken} points${range}${isHeadline ? ' (shown on the card)' : ''}`;
}

const round = (value: number) => String(Number(value.toPrecision(6)));
