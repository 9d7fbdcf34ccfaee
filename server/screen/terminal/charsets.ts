// Which character set xterm holds, by the letter that designates it: it keeps tables, not letters.
import { coreOf, Terminal } from './core.ts';

const letters = ['0', 'A', '4', 'C', '5', 'R', 'Q', 'K', 'Y', 'E', '6', 'Z', 'H', '7', '='];
let known: ReadonlyMap<object, string> | null = null;

/** `0` for line drawing, `B` for ASCII, which has no table. */
export function charsetLetter(table: object | undefined): string {
  if (table === undefined || table === null) return 'B';
  known ??= probe();
  return known.get(table) ?? 'B';
}

function probe(): ReadonlyMap<object, string> {
  const terminal = new Terminal({ allowProposedApi: true, logLevel: 'off' });
  const core = coreOf(terminal);
  const tables = new Map<object, string>();
  for (const letter of letters) {
    core._inputHandler.parse(`\x1b(${letter}`);
    const table = core._charsetService._charsets[0];
    if (table && !tables.has(table)) tables.set(table, letter);
  }
  terminal.dispose();
  return tables;
}
