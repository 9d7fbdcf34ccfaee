// DECSC and DECRC, where xterm.js 6.0.0 does something else than terminals do. The page's terminal
// is mended in the same way, so that both show the same.
import { styleOfAttributes } from './cell.ts';
import type { Core } from './core.ts';

/**
 * DECSC saves a place on the screen. xterm.js keeps it as a place in the scrollback, so that it
 * drifts as the scrollback grows and stops drifting when it is full: what it means would depend on
 * how much history an emulator happens to hold. Here it moves along.
 */
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

/**
 * xterm.js forgets the underline's kind and colour, and puts a saved character set in force without
 * designating it: both lead to states that no output but the very same leads to.
 */
export function keepSavedBrush(core: Core): void {
  const { _inputHandler: handler, _charsetService: charsets } = core;
  const { saveCursor, restoreCursor } = handler;
  const saved = () => core._bufferService.buffers.active.savedCurAttrData;
  handler.saveCursor = (params) => {
    saveCursor.call(handler, params);
    saved().extended = handler._curAttrData.extended.clone();
    return true;
  };
  handler.restoreCursor = (params) => {
    restoreCursor.call(handler, params);
    const brush = handler._curAttrData;
    const { urlId } = brush.extended;
    const kept = styleOfAttributes(saved()).extended;
    brush.extended = brush.extended.clone();
    brush.extended._ext = kept?._ext ?? 0;
    // A link goes on until it is closed.
    brush.extended.urlId = urlId;
    brush.updateExtended();
    charsets.setgCharset(charsets.glevel, charsets.charset);
    return true;
  };
}
