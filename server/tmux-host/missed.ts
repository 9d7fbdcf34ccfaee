// What a pane wrote while nobody listened: between a client's being detached and its coming back,
// or where tmux paused. tmux has the lines; this finds where those begin that are new.
import { plainText } from './captured.ts';

/** The end of the output that is known, in lines. */
export interface KnownEnd {
  /** The last lines that say something, oldest first. */
  readonly lines: readonly string[];
  /** The last one may have been written on. */
  readonly isOpen: boolean;
  /** It went on line after line, as opposed to drawing about the screen. */
  readonly isPlain: boolean;
}

export type Missed =
  /** `lines` are new; when `continues`, the first is the last known one, written on. */
  | { readonly kind: 'lines'; readonly from: number; readonly continues: boolean }
  /** Nothing that is known is there any more. */
  | { readonly kind: 'unknown' };

/** Bytes of output to keep for `knownEnd`. */
export const knownEndBytes = 8 * 1024;
const comparedLines = 3;

const drawing = /\x1b(?:\[[0-9;]*[ABEFHJLMSTdfr]|[78DM])|\x1b\[\?(?:1049|47|1047)/;
const sequence =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x07\x0b-\x0c\x0e-\x1f]/g;

/** `output`: the last bytes there were, one a character. */
export function knownEnd(output: string): KnownEnd {
  const rows = output.replace(sequence, '').split('\n');
  const texts = rows.map((row) => (row.trimEnd().split('\r').at(-1) ?? '').trimEnd());
  const last = texts.at(-1) ?? '';
  // The first may have lost its beginning.
  const lines = texts.slice(1).filter((text) => text !== '');
  return {
    lines: lines.slice(-comparedLines),
    isOpen: last !== '',
    isPlain: lines.length >= comparedLines && !drawing.test(output),
  };
}

/** Where in `captured` (history and screen) the lines begin that are not known. */
export function findMissed({ lines, isOpen }: KnownEnd, captured: readonly Buffer[]): Missed {
  const texts = captured.map(plainText);
  const wanted = [...lines].reverse();
  const [last, ...before] = wanted;
  if (last === undefined) return { kind: 'unknown' };
  for (let at = texts.length - 1; at >= 0; at--) {
    const text = texts[at] ?? '';
    const isIt = isOpen ? text.startsWith(last) : text === last;
    if (isIt && endsWith(texts, at - 1, before)) {
      const continues = isOpen && text !== last;
      return { kind: 'lines', from: continues ? at : at + 1, continues };
    }
  }
  return { kind: 'unknown' };
}

/** Whether these lines, the last first, stand at `at` and above; empty ones in between do not count. */
function endsWith(texts: readonly string[], at: number, wanted: readonly string[]): boolean {
  let row = at;
  for (const line of wanted) {
    while (row >= 0 && texts[row] === '') row--;
    if (row < 0 || texts[row] !== line) return false;
    row--;
  }
  return true;
}
