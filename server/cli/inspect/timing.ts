// When bytes arrived: JSON lines of [milliseconds since the start, bytes], as a recorder writes them.

export interface Read {
  readonly atMs: number;
  readonly bytes: number;
}

/** Lines that are none are left out. */
export function parseTiming(text: string): Read[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*\[\s*(\d{1,13}(?:\.\d+)?)\s*,\s*(\d{1,13})\s*\]\s*$/.exec(line);
    return match === null ? [] : [{ atMs: Number(match[1]), bytes: Number(match[2]) }];
  });
}
