// The web address at a cell: one in the text, or one the program put behind it (OSC 8). Only http and
// https: nothing else is ever opened from output.
import type { Terminal } from '@xterm/xterm';
import { findLinks } from '../../log/links.ts';
import { indexOfCell, lineAround } from './logical-line.ts';

/** The parts of xterm 6.0.0 that its public interface leaves out. */
interface Core {
  readonly _oscLinkService: { getLinkData(id: number): { readonly uri: string } | undefined };
}

const longestAddress = 4000;

/** `row`, `col`: of the screen as it is shown, from 0. */
export function linkAt(terminal: Terminal, at: { col: number; row: number }): string | null {
  const buffer = terminal.buffer.active;
  const row = buffer.viewportY + at.row;
  const hidden = hiddenLink(terminal, { row, col: at.col });
  if (hidden !== null) return hidden;
  const line = lineAround(buffer, row);
  const index = indexOfCell(buffer, line, { row, col: at.col });
  return findLinks(line.text).find(({ start, end }) => index >= start && index < end)?.url ?? null;
}

function hiddenLink(terminal: Terminal, { row, col }: { row: number; col: number }): string | null {
  const cell: unknown = terminal.buffer.active.getLine(row)?.getCell(col);
  const id = (cell as { extended?: { urlId?: number } } | undefined)?.extended?.urlId ?? 0;
  if (id === 0) return null;
  const { _oscLinkService } = (terminal as unknown as { _core: Core })._core;
  const uri = _oscLinkService.getLinkData(id)?.uri ?? '';
  return /^https?:\/\//i.test(uri) && uri.length <= longestAddress ? uri : null;
}
