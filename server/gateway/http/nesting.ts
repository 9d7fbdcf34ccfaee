// How deep a parsed request may nest: what looks into it afterwards recurses.
const maxDepth = 32;
export const tooDeepWords = `The request nests more than ${maxDepth} levels deep.`;

/** Recurses nowhere itself. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null && !ArrayBuffer.isView(each)
        ? Object.values(each)
        : [],
    );
  }
  return false;
}
