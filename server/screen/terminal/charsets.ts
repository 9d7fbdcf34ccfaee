// Which character set xterm holds, by the letter that designates it: it keeps tables, not letters.
import { type Core, coreOf, Terminal } from './core.ts';

const letters = ['0', 'A', '4', 'C', '5', 'R', 'Q', 'K', 'Y', 'E', '6', 'Z', 'H', '7', '='];
const designators = ['(', ')', '*', '+'];
/** SO, LS2, LS3. */
const shifts = ['', '\x0e', '\x1bn', '\x1bo'];
let known: ReadonlyMap<object, string> | null = null;

/** `0` for line drawing, `B` for ASCII, which has no table. */
export function charsetLetter(table: object | undefined): string {
  if (table === undefined || table === null) return 'B';
  known ??= probe();
  return known.get(table) ?? 'B';
}

/** The table that a letter designates. */
export function charsetOf(letter: string): object | undefined {
  known ??= probe();
  for (const [table, its] of known) if (its === letter) return table;
  return undefined;
}

/** What designates the character sets that differ from a new terminal's, and shifts to the one in use. */
export function charsets(core: Core): string {
  const { _charsets, glevel } = core._charsetService;
  const designations = designators.map((designator, g) => {
    const letter = charsetLetter(_charsets[g]);
    return letter === 'B' ? '' : `\x1b${designator}${letter}`;
  });
  return designations.join('') + (shifts[glevel] ?? '');
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
