// How much one cell of xterm.js holds, on the server and in the page alike: output can pile up combining
// characters in one cell without end, and everything that draws or sends the cell pays for all of them.

/** UTF-16 units: more than any letter of a language or emoji has. tmux 3.3a keeps 21 bytes. */
const maxCellUnits = 20;

/** What all lines of xterm 6.0.0 share. */
interface LinePrototype {
  addCodepointToCell(column: number, code: number, width: number): void;
}

interface Line {
  readonly _combined: Record<number, string | undefined>;
}

const limited = new WeakSet<object>();

/** `line`: any line of a terminal's. */
export function limitCombining(line: object): void {
  const prototype = Object.getPrototypeOf(line) as LinePrototype;
  if (limited.has(prototype)) return;
  limited.add(prototype);
  const add = prototype.addCodepointToCell;
  prototype.addCodepointToCell = function (this: Line, column, code, width) {
    if ((this._combined[column]?.length ?? 0) >= maxCellUnits) return;
    add.call(this as never, column, code, width);
  };
}
