// A bench's figures: each with the bound it is held to, most as a ratio to a baseline measured in
// turn in the same run, since machines are shared and noisy.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'MB' | 'KB' | 's' | 'x' | 'MB/s' | 'KB/s' | 'B/line' | '% of a core';
  /** What the value may be at most, or at least. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** What it was made of, for people. */
  readonly from: string;
}

export interface Bench {
  readonly name: string;
  run(): Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` of all values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export function isWithin({ value, atMost, atLeast }: Figure): boolean {
  return (
    value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY)
  );
}

export function round(value: number): number {
  return Number(value.toPrecision(3));
}

export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const bound =
      figure.atMost !== undefined ? `<= ${figure.atMost}` : `>= ${figure.atLeast ?? '-'}`;
    const verdict = isWithin(figure) ? 'ok' : 'MISSED';
    return [figure.name, `${round(figure.value)} ${figure.unit}`, bound, verdict, figure.from];
  });
  const all = [['figure', 'value', 'bound', '', 'from'], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
