// The last lines as this page shows them, for whoever has to know whether what was typed was echoed.
import type { Reader } from './reader.ts';

export interface ShownText {
  /** `prompt`: what stands before the cursor, as far as can be told; blanks at its end may be missing. */
  read(): { readonly prompt: string; readonly lines: readonly string[] };
  /** Returns what ends the listening. */
  onChange(changed: () => void): () => void;
}

const settledRows = 60;

export function shownText({ reading, tail }: Reader): ShownText {
  return {
    read() {
      const { rows = 0 } = reading.tail?.shape ?? {};
      const settled = reading.cache.lines({ from: Math.max(0, rows - settledRows), to: rows });
      const lines = [...settled, ...reading.live].map(({ text }) => text);
      return { prompt: reading.live.at(-1)?.text ?? '', lines };
    },
    onChange: (changed) => tail.subscribe(changed),
  };
}
