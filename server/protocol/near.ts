// Which of the names that exist may have been meant by one that does not.

const mostSuggestions = 3;

/** At most three of `names`, the nearest ones: mistyped, another case, or a part of the name. */
export function nearNames(text: string, names: readonly string[]): string[] {
  const wanted = text.toLowerCase();
  const bound = Math.max(1, Math.floor(wanted.length / 3));
  const distanceTo = (name: string): number => {
    const lower = name.toLowerCase();
    const isPart = wanted.length > 1 && (lower.includes(wanted) || wanted.startsWith(lower));
    return isPart ? 1 : editDistance(wanted, lower);
  };
  const near = [...new Set(names)]
    .map((name) => ({ name, distance: distanceTo(name) }))
    .filter(({ name, distance }) => distance <= bound && distance < name.length);
  const nearest = near.reduce((least, { distance }) => Math.min(least, distance), Infinity);
  return near
    .filter(({ distance }) => distance === nearest)
    .slice(0, mostSuggestions)
    .map(({ name }) => name);
}

/** Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const replaced = (row[j - 1] ?? 0) + (same ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
