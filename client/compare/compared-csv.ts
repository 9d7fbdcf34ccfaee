// Several runs as a file for a spreadsheet: a row for each point, with its session and what its command
// differs in.
import { textCell } from '../curves/csv.ts';
import type { Differing } from './parameters.ts';
import type { Compared } from './ranking.ts';

/** Null when there is nothing in it. */
export function comparedCsv({
  compared,
  parameters: { names, values },
}: {
  readonly compared: readonly Compared[];
  readonly parameters: Differing;
}): File | null {
  const head = ['session', ...names.map(textCell), 'metric', 'step', 'value', 'time'];
  const rows = compared.flatMap(({ name, series }, i) => {
    const own = [textCell(name), ...(values[i] ?? []).map(textCell)];
    return series.flatMap((one) =>
      one.points.map(({ step, value, time }) => [
        ...own,
        ...[textCell(one.name), `${step}`, value === null ? 'nan' : `${value}`],
        time === null ? '' : new Date(time).toISOString(),
      ]),
    );
  });
  if (rows.length === 0) return null;
  const text = [head, ...rows].map((row) => row.join(',')).join('\r\n');
  return new File([`${text}\r\n`], 'compare.csv', { type: 'text/csv' });
}
