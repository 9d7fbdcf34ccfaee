// DECSC saves a place on the screen. xterm.js keeps it as a place in the scrollback, so that it
// drifts as the scrollback grows and stops drifting when it is full: what it means would depend on
// how much history an emulator happens to hold. Here it moves along.
import type { Core } from './core.ts';

export function keepSavedCursor(core: Core): void {
  const service = core._bufferService;
  const scroll = service.scroll;
  service.scroll = (eraseAttributes, isWrapped) => {
    const buffer = service.buffers.active;
    const before = buffer.ybase;
    scroll.call(service, eraseAttributes, isWrapped);
    buffer.savedY += buffer.ybase - before;
  };
}
