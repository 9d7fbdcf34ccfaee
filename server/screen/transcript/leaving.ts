// Tells when rows are about to leave the screen, before xterm does it: by scrolling, by SU, by an
// erase of the whole screen or of what is above it, by a reset. Only the normal buffer's count.
import type { Core, CoreBuffer } from '../terminal/core.ts';

export interface Leaving {
  /** After a row has scrolled off the top; `full`: the buffer's oldest row went for it. */
  scrolled(full: boolean): void;
  /** Before this row of the screen is taken out, with what is below it moving up. */
  rowLeaves(row: number): void;
  /** Before the screen's top row is taken out, and does not settle: another row follows those above it. */
  topRowDeleted(): void;
  /** Before everything on the screen is erased. */
  screenErased(): void;
  /** Before everything above the screen is erased. */
  scrollbackErased(): void;
  /** Before both are erased, and rows are counted anew. */
  reset(): void;
}

/** SU by more than this is swallowed, see terminal/guard.ts. */
const maxScrollUp = 5000;

export function watchLeaving(core: Core, leaving: Leaving): void {
  watchScrolling(core, leaving);
  const { buffers } = core._bufferService;
  core.registerCsiHandler({ final: 'J' }, ({ params }) => {
    const { active, normal } = buffers;
    if (active !== normal) return false;
    const kind = params[0] ?? 0;
    if (kind === 2 || (kind === 0 && active.x === 0 && active.y === 0)) leaving.screenErased();
    if (kind === 3) leaving.scrollbackErased();
    return false;
  });
  core.registerCsiHandler({ final: 'S' }, ({ params }) => {
    const { active, normal } = buffers;
    if (active === normal) scrollUp(active, Math.max(1, params[0] ?? 1), leaving);
    return false;
  });
  core.registerCsiHandler({ final: 'M' }, () => {
    const { active, normal } = buffers;
    if (active === normal && active.y === 0) leaving.topRowDeleted();
    return false;
  });
  core.registerEscHandler({ final: 'c' }, () => {
    leaving.reset();
    return false;
  });
}

function watchScrolling(core: Core, leaving: Leaving): void {
  const service = core._bufferService;
  const scroll = service.scroll;
  service.scroll = (eraseAttributes, isWrapped) => {
    const buffer = service.buffers.active;
    if (buffer !== service.buffers.normal) {
      scroll.call(service, eraseAttributes, isWrapped);
      return;
    }
    const { scrollTop, lines } = buffer;
    if (scrollTop > 0) leaving.rowLeaves(buffer.ybase + scrollTop);
    const full = scrollTop === 0 && lines.length === lines.maxLength;
    scroll.call(service, eraseAttributes, isWrapped);
    if (scrollTop === 0) leaving.scrolled(full);
  };
}

/** xterm does not keep the rows that SU takes off the screen. */
function scrollUp(buffer: CoreBuffer, count: number, leaving: Leaving): void {
  if (count > maxScrollUp) return;
  const { ybase, scrollTop, scrollBottom } = buffer;
  const last = Math.min(scrollTop + count - 1, scrollBottom);
  for (let row = scrollTop; row <= last; row++) leaving.rowLeaves(ybase + row);
}
