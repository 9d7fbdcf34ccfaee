// What the log says in its own words: lines that no program wrote.
import type { LogLine } from '../../server/protocol/log-page.ts';

/** Null for a program's line. */
export function noticeOf({ kind, text }: Pick<LogLine, 'kind' | 'text'>): string | null {
  const number = /^\d+$/.test(text) ? Number(text) : null;
  switch (kind) {
    case 'text':
      return null;
    case 'gap':
      return number === null ? text : `${bytesInWords(number)} of output are missing here`;
    case 'poison':
      return number === null && text !== ''
        ? text
        : `${number === null ? 'Some' : bytesInWords(number)} of output could not be shown`;
    case 'repeat':
      if (number === null) return text;
      return number === 1 ? 'the same once more' : `the same ${inThousands(number)} times more`;
  }
}

export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0)} KB`;
  return bytes < 1e9
    ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
    : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `12,345`. */
export function inThousands(count: number): string {
  return count.toLocaleString('en-GB');
}

/** `14:30:12`, in this device's time. */
export function clockTime(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
