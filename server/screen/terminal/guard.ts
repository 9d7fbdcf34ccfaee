// Keeps hostile output from hanging the emulator: repeat counts beyond any real screen are
// swallowed, and those that loop over rows are cut to the rows there are. Browsers swallow the
// same ones (`maxParameter` below), so that both show the same.
import { limitCombining } from '../../protocol/combining-limit.ts';
import { limitLinks } from '../../protocol/link-limit.ts';
import type { Core } from './core.ts';

/** A count above this is no program's: a terminal has at most 1000 columns. */
const maxParameter = 5000;

const byRows = ['L', 'M', 'S', 'T'];
const byColumns = ['@', 'P', 'X', 'I', 'Z'];
const sideways = [
  { intermediates: ' ', final: '@' },
  { intermediates: ' ', final: 'A' },
  { intermediates: "'", final: '}' },
  { intermediates: "'", final: '~' },
];

export function installGuard(core: Core): void {
  const guard = (id: { final: string; intermediates?: string }, most: () => number) =>
    core.registerCsiHandler(id, ({ params }) => {
      const count = params[0] ?? 0;
      if (count > maxParameter) return true;
      if (count > most()) params[0] = most();
      return false;
    });
  for (const final of byRows) guard({ final }, () => core._bufferService.rows);
  for (const final of byColumns) guard({ final }, () => core._bufferService.cols);
  for (const id of sideways) guard(id, () => core._bufferService.cols);
  guard({ final: 'b' }, () => maxParameter);
  const line = core._bufferService.buffers.normal.lines.get(0);
  if (line !== undefined) limitCombining(line);
  limitLinks(core._oscLinkService);
  core.registerCsiHandler({ final: 'J' }, ({ params }) => eraseAbove(core, params[0] ?? 0));
}

/**
 * ED 1 in the last column. xterm 6.0.0 forgets the scrollback when it unwraps the row below: it
 * unwraps an old row, or throws where there is none.
 */
function eraseAbove(core: Core, kind: number): boolean {
  const { active } = core._bufferService.buffers;
  const { x, y, ybase, lines } = active;
  if (kind !== 1 || x + 1 < core._bufferService.cols) return false;
  active.x = 0;
  core._inputHandler.eraseInDisplay({ length: 1, params: [1] });
  active.x = x;
  core._inputHandler.eraseInLine({ length: 1, params: [1] });
  const below = lines.get(ybase + y + 1);
  if (below !== undefined) below.isWrapped = false;
  return true;
}
