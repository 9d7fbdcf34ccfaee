// Curves as a file for a spreadsheet: a row for each point. What comes out of a log is never a formula.
import type { ReportSeries } from '../../server/protocol/watch-report.ts';

const head = ['metric', 'step', 'value', 'time', 'line'];

export function csvText(series: readonly ReportSeries[]): string {
  const rows = series.flatMap(({ name, points }) =>
    points.map(({ step, value, time, line }) => [
      textCell(name),
      `${step}`,
      value === null ? 'nan' : `${value}`,
      time === null ? '' : new Date(time).toISOString(),
      `${line + 1}`,
    ]),
  );
  return `${[head, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;
}

/** Null when there is nothing in it. */
export function csvOf(name: string, series: readonly ReportSeries[]): File | null {
  if (series.length === 0) return null;
  return new File([csvText(series)], `${name}-curves.csv`, { type: 'text/csv' });
}

/** Those of East Asian widths too. */
const formulaStarts = '=+-@\t\r\n＝＋－＠';

/**
 * A cell that spreadsheets show and do not reckon with: they take a text for a formula by its first
 * character, blanks before it or not (OWASP, "CSV injection").
 */
export function textCell(text: string): string {
  // A number is what it says, a minus before it or not.
  if (text.trim() !== '' && Number.isFinite(Number(text))) return text;
  const begins = [text[0], text.trimStart()[0]].some((first) =>
    formulaStarts.includes(first ?? ' '),
  );
  const plain = begins ? `'${text}` : text;
  return /[",\r\n]/.test(plain) || plain !== text ? `"${plain.replaceAll('"', '""')}"` : plain;
}
