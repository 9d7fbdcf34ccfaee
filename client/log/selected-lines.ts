// The lines that a selection stands on: its ends stay in the page wherever one scrolls, and what of it
// is on the current screen stays as it was, or the selection would slide to other text.
import type { LogLine } from '../../server/protocol/log-page.ts';
import type { PlacedLive } from './live-lines.ts';
import type { RangeCache, RowRange } from './range-cache.ts';

/** The first line selected, and the last one. */
export interface Selected {
  readonly first: number;
  readonly last: number;
}

export class SelectedLines {
  #ends: readonly number[] = [];
  #live = new Map<number, PlacedLive>();

  /** `live`: as it is drawn. */
  select(selected: Selected | null, live: readonly PlacedLive[]): void {
    this.#ends = selected ? [selected.first, selected.last] : [];
    const kept = live.filter(
      ({ number }) => selected && number >= selected.first && number <= selected.last,
    );
    this.#live = new Map(kept.map((line) => [line.number, line]));
  }

  get any(): boolean {
    return this.#ends.length > 0;
  }

  /** What was selected of a line that may have changed since. */
  textOf(line: number): string | null {
    return this.#live.get(line)?.text ?? null;
  }

  settled(cache: RangeCache, range: RowRange): LogLine[] {
    const ends = this.#ends.flatMap((line) => cache.line(line) ?? []);
    const lines = new Set([...cache.lines(range), ...ends]);
    return [...lines].filter(({ line }) => !this.#live.has(line));
  }

  live(lines: readonly PlacedLive[]): PlacedLive[] {
    return [...lines.filter(({ number }) => !this.#live.has(number)), ...this.#live.values()];
  }
}
