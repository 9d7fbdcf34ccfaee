// The terminal's last lines as text, for whoever has to know whether what was typed was echoed.
import type { Terminal } from '@xterm/xterm';
import type { ShownText } from '../../log/shown-text.ts';
import { beforeCursor, lineAround, linesFrom } from './logical-line.ts';

const rowsAbove = 60;

export function shownTerminal(terminal: Terminal): ShownText {
  return {
    read() {
      const { active } = terminal.buffer;
      const from = Math.max(0, active.baseY - rowsAbove);
      const lines = linesFrom(active, lineAround(active, from).row, Number.POSITIVE_INFINITY);
      return { prompt: beforeCursor(terminal), lines: lines.map(({ text }) => text) };
    },
    onChange(changed) {
      const listening = terminal.onWriteParsed(changed);
      return () => listening.dispose();
    },
  };
}
