// Text of an alert: what programs print is in it, and it is shown on lock screens, in chats and in terminals.
import { stripVTControlCharacters } from 'node:util';
import { printable } from '../protocol/printable.ts';

const [maxTitle, maxText] = [120, 300];

export function titleText(words: string): string {
  return short(words, maxTitle);
}

export function bodyText(words: string): string {
  return short(words, maxText);
}

/** Plain, on one line, and whole characters of it. */
function short(words: string, most: number): string {
  // Cut first: what comes may be long. A character is at most a few units, and controls become one.
  const plain = [...printable(stripVTControlCharacters(words.slice(0, 20 * most))).trim()];
  if (plain.length <= most) return plain.join('');
  return `${plain
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`;
}

/** Such as "3 h 12 min". */
export function lasting(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
