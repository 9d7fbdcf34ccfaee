// DECSC and DECRC, where xterm.js 6.0.0 does something else than terminals do. The server's emulator
// is mended in the same way, so that both show the same.
import type { Terminal } from '@xterm/xterm';
import { coreOf } from './core.ts';

const extendedFlag = 0x10000000;

/**
 * xterm keeps a saved cursor as a place in the scrollback, so that what restoring it means would
 * depend on how much of the past a page happens to hold. Here it stays where it is on the screen.
 */
export function keepSavedCursor(terminal: Terminal): void {
  const service = coreOf(terminal)._bufferService;
  const scroll = service.scroll;
  service.scroll = (eraseAttributes, isWrapped) => {
    const buffer = service.buffers.active;
    const before = buffer.ybase;
    scroll.call(service, eraseAttributes, isWrapped);
    buffer.savedY += buffer.ybase - before;
  };
}

/** xterm forgets the underline's kind and colour, and does not designate a saved character set. */
export function keepSavedBrush(terminal: Terminal): void {
  const { _inputHandler: handler, _charsetService: charsets, _bufferService } = coreOf(terminal);
  const { saveCursor, restoreCursor } = handler;
  const saved = () => _bufferService.buffers.active.savedCurAttrData;
  handler.saveCursor = (params) => {
    saveCursor.call(handler, params);
    saved().extended = handler._curAttrData.extended.clone();
    return true;
  };
  handler.restoreCursor = (params) => {
    restoreCursor.call(handler, params);
    const brush = handler._curAttrData;
    const { urlId } = brush.extended;
    const { bg, extended } = saved();
    brush.extended = brush.extended.clone();
    brush.extended._ext = (bg & extendedFlag) !== 0 ? extended._ext : 0;
    // A link goes on until it is closed.
    brush.extended.urlId = urlId;
    brush.updateExtended();
    charsets.setgCharset(charsets.glevel, charsets.charset);
    return true;
  };
}
