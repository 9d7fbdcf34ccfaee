// Lines that match, with those that events were read out of among them. Pure.

export interface FoundLines {
  /** Ascending. */
  readonly lines: readonly number[];
  /** How many match in all, and how many above `lines`. */
  readonly total: number;
  readonly skipped: number;
  readonly done: boolean;
}

/** Events above or below the lines that are known are left out until those are. */
export function withEvents(found: FoundLines, events: readonly number[]): FoundLines {
  const { lines, total, skipped, done } = found;
  const known = new Set(lines);
  const through = done && skipped + lines.length >= total;
  const first = skipped === 0 ? Number.NEGATIVE_INFINITY : (lines[0] ?? Number.POSITIVE_INFINITY);
  const last = through ? Number.POSITIVE_INFINITY : (lines.at(-1) ?? Number.NEGATIVE_INFINITY);
  const more = events.filter((line) => line >= first && line <= last && !known.has(line));
  if (more.length === 0) return found;
  const all = lines.concat(more).sort((a, b) => a - b);
  return { ...found, lines: all, total: total + more.length };
}
