// A swipe in a program that asked for the mouse: how far the view was pulled, told as turns of a
// wheel. Pure. Never arrow keys: a program that did not ask for the mouse gets nothing.

/** How the program wants to be told of the mouse. */
export type MouseReports = 'none' | 'plain' | 'sgr';

/** 1-based, in cells. */
export interface CellPlace {
  readonly col: number;
  readonly row: number;
}

/** What most programs scroll by for a turn: the text goes along with the finger. */
export const linesATurn = 3;

const wheelUp = 64;
const wheelDown = 65;
/** A plain report says a place in one byte, and beyond this that byte is no character. */
const farthestPlain = 95;

/** `turns`: downwards, negative upwards. */
export function wheelReport(turns: number, at: CellPlace, reports: MouseReports): string {
  return mouseReport(turns < 0 ? wheelUp : wheelDown, at, reports).repeat(Math.abs(turns));
}

/** A press of the first button and its release. */
export function clickReport(at: CellPlace, reports: MouseReports): string {
  if (reports === 'sgr') return `\x1b[<0;${at.col};${at.row}M\x1b[<0;${at.col};${at.row}m`;
  return mouseReport(0, at, reports) + mouseReport(3, at, reports);
}

function mouseReport(button: number, { col, row }: CellPlace, reports: MouseReports): string {
  if (reports === 'none') return '';
  if (reports === 'sgr') return `\x1b[<${button};${col};${row}M`;
  const byte = (value: number) => String.fromCharCode(32 + Math.min(farthestPlain, value));
  return `\x1b[M${byte(button)}${byte(col)}${byte(row)}`;
}
