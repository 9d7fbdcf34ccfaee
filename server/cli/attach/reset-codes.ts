// What a program may have switched on in a terminal, switched off again. Pure text.

/** Ends whatever sequence was begun. */
const cancel = '\u0018';
/** Margins and origin mode off, without moving the cursor. */
const resetPlaces = '\u001b7\u001b[r\u001b[?6l\u001b8';
/**
 * Attributes, character sets, keypad and cursor keys, mouse, focus, bracketed paste, a hidden
 * cursor and its shape, keyboard protocols.
 */
const resetModes =
  '\u001b[!p\u001b[0m\u001b(B\u000f\u001b[4l\u001b[20l\u001b[?1l\u001b>\u001b[?5l\u001b[?7h' +
  '\u001b[?9l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1005l\u001b[?1006l\u001b[?1015l' +
  '\u001b[?1016l\u001b[?2004l\u001b[?2026l\u001b[>4m\u001b[<u\u001b[?25h\u001b[0 q';
const leaveAlternate = '\u001b[?47l';
const alternateSwitch = /\u001b\[\?(?:47|1047|1049)([hl])/g;

export const toLastRow = '\u001b[999;1H';

/** Row by row: some terminals keep in their scrollback what is erased as a whole. */
export function eraseRows(rows: number): string {
  const each = Array.from({ length: rows }, (_, at) => `\u001b[${at + 1};1H\u001b[2K`);
  return `${each.join('')}\u001b[H`;
}

/** To the first screen, every mode off. Where the cursor was on it is not known any more. */
export function resetCodes(isAlternate: boolean): string {
  const first = isAlternate ? `${leaveAlternate}${toLastRow}` : '';
  return `${cancel}${first}${resetPlaces}${resetModes}`;
}

/** Whether the alternate screen is on after these bytes. */
export function alternateAfter(bytes: Buffer, before: boolean): boolean {
  const switches = [...bytes.toString('latin1').matchAll(alternateSwitch)];
  return switches.length > 0 ? switches.at(-1)?.[1] === 'h' : before;
}
