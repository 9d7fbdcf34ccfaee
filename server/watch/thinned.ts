// Fewer points of a curve that look the same: of each stretch its lowest and highest, and the ends.
import type { Point } from './series.ts';

/** At most `most` of them, none for 0; the first and the last are kept. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  if (most < 4) return most <= 0 ? [] : points.slice(-1);
  const stretches = (most - 2) >> 1;
  const inner = points.length - 2;
  const kept: Point[] = [points[0] as Point];
  for (let i = 0; i < stretches; i++) {
    const from = 1 + Math.floor((i * inner) / stretches);
    const to = 1 + Math.floor(((i + 1) * inner) / stretches);
    for (const point of extremesOf(points.slice(from, to))) kept.push(point);
  }
  return [...kept, points.at(-1) as Point];
}

function extremesOf(points: readonly Point[]): Point[] {
  const known = points.filter(({ value }) => value !== null);
  const [first] = known.length > 0 ? known : points;
  if (first === undefined) return [];
  const low = known.reduce((a, b) => ((b.value ?? 0) < (a.value ?? 0) ? b : a), first);
  const high = known.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a), first);
  // A gap is worth showing.
  const gap = points.find(({ value }) => value === null);
  const two = low === high ? [low, ...(gap === undefined ? [] : [gap])] : [low, high];
  return two.sort((a, b) => a.step - b.step);
}
