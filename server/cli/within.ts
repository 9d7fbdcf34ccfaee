// A limit to how long something is waited for. Knows nothing of what it is.

/** Null when there is no result after so many milliseconds; undefined is for ever. */
export async function within<T>(ms: number | undefined, result: Promise<T>): Promise<T | null> {
  if (ms === undefined) return result;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}
