// How GPUs are named on the command line: numbers with commas between.
import { UsageError } from './options.ts';

/** `0,1`; an empty text is none. Throws UsageError for anything else. */
export function gpuNumbers(option: string, text: string): number[] {
  const words = text === '' ? [] : text.split(',');
  const fits = words.every((word) => /^\d{1,3}$/.test(word));
  if (fits && new Set(words).size === words.length) return words.map(Number);
  throw new UsageError(`--${option} takes GPU numbers such as 0,1, each once`);
}
