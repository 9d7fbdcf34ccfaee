// What each visible character of a line looks like, however its SGR sequences are written: for
// comparing two emulators' idea of the same line.
import type { StyledText } from '../../server/protocol/log-view.ts';

/** `character look`, for every character but blanks, in order. */
export function looksOf(parts: readonly StyledText[]): string[] {
  return parts.flatMap(({ text, sgr }) => {
    const look = lookOf(sgr);
    return [...text]
      .filter((one) => one.trim() !== '' && one !== '\ufffd')
      .map((one) => `${one} ${look}`);
  });
}

export function withoutEmptyEnd(lines: readonly string[][]): string[][] {
  const all = [...lines];
  while (all.at(-1)?.length === 0) all.pop();
  return all;
}

/** Lines with SGR sequences in them, as `capture-pane -e` prints them: the brush goes on from line to line. */
export function parseSgrLines(lines: readonly string[]): StyledText[][] {
  let sgr = '';
  return lines.map((line) => {
    const parts: StyledText[] = [];
    for (const piece of line.split(/(\x1b\[[\d;:]*m|\x0e|\x0f)/)) {
      const codes = /^\x1b\[([\d;:]*)m$/.exec(piece)?.[1];
      if (codes !== undefined) sgr = sgr === '' ? codes : `${sgr};${codes}`;
      else if (piece !== '') parts.push({ text: piece, sgr, link: null });
    }
    return parts;
  });
}

/** A style in one spelling, whatever sequences led to it. */
function lookOf(sgr: string): string {
  const flags = new Set<number>();
  let [fg, bg] = ['', ''];
  const codes = sgr.split(';');
  for (let at = 0; at < codes.length; at++) {
    const code = Number(codes[at]?.split(':')[0] || 0);
    if (code === 0) {
      flags.clear();
      fg = bg = '';
    } else if (code <= 9) flags.add(code === 6 ? 5 : code);
    else if (code === 22) for (const flag of [1, 2]) flags.delete(flag);
    else if (code >= 23 && code <= 29) flags.delete(code - 20);
    else if (code === 38 || code === 48) {
      const length = codes[at + 1] === '5' ? 2 : 4;
      const colour = codes.slice(at + 1, at + 1 + length).join(';');
      if (code === 38) fg = colour;
      else bg = colour;
      at += length;
    } else if (code === 39) fg = '';
    else if (code === 49) bg = '';
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) fg = String(code);
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) bg = String(code);
  }
  return `${[...flags].sort()}|${fg}|${bg}`;
}
