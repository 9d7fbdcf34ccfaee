// Answers to the questions programs ask a terminal and headless xterm leaves open: its colours
// and its name. The rest (DA, DSR, DECRQM...) xterm answers itself.
import type { Core } from './core.ts';
import { colourOf, namedColours } from './palette.ts';

const st = '\x1b\\';

export function installQueries(core: Core, answer: (text: string) => void): void {
  for (const [osc, colour] of namedColours) {
    core.registerOscHandler(osc, (text) => {
      if (text !== '?') return false;
      answer(`\x1b]${osc};${rgb(colour)}${st}`);
      return true;
    });
  }
  core.registerOscHandler(4, (text) => {
    const fields = text.split(';');
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const index = Number(fields[at]);
      const colour = fields[at + 1] === '?' ? colourOf(index) : null;
      if (colour !== null) answer(`\x1b]4;${index};${rgb(colour)}${st}`);
    }
    return fields[1] === '?';
  });
  core.registerCsiHandler({ prefix: '>', final: 'q' }, ({ params }) => {
    if ((params[0] ?? 0) === 0) answer(`\x1bP>|Outlive(${__OUTLIVE_VERSION__})${st}`);
    return true;
  });
}

/** X11's spelling, each byte doubled: `rgb:ffff/0000/8080`. */
function rgb(colour: number): string {
  const parts = [colour >>> 16, (colour >>> 8) & 0xff, colour & 0xff];
  return `rgb:${parts.map((part) => part.toString(16).padStart(2, '0').repeat(2)).join('/')}`;
}
