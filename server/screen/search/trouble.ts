// How many lines of a stretch look like errors, and how many like warnings: as many as a search for
// them finds. A few lines are looked through at once, many by a search's thread.
import { type LogTrouble, plainLine } from '../../protocol/log-view.ts';
import { readLines } from '../log-view/read-lines.ts';
import type { LineFiles } from '../transcript/line-files.ts';
import { compile, errorPattern, type Pattern, warningQuery } from './pattern.ts';
import { startSearch } from './search.ts';

/** A thread costs as much as looking through so many. */
const fewLines = 4000;
/** More than this would take longer than anybody's patience: whoever asked asks again. */
const mostLines = 500_000;

/** Of the settled lines [from, to), as far as they are kept. Throws when it takes too long. */
export async function countTrouble(
  files: LineFiles,
  stretch: { readonly from: number; readonly to: number },
  workerEntry: URL,
): Promise<LogTrouble> {
  const from = Math.min(Math.max(stretch.from, files.firstLine), files.endLine);
  const to = Math.min(stretch.to, files.endLine, from + mostLines);
  if (to - from <= fewLines) return countHere(files, from, to);
  await files.flush();
  const errors = await countSearched(files, { from, to }, { workerEntry, warnings: false });
  const warnings = await countSearched(files, { from, to }, { workerEntry, warnings: true });
  return { errors, warnings, to };
}

async function countHere(files: LineFiles, from: number, to: number): Promise<LogTrouble> {
  const lines = await readLines(files, from, to);
  const texts = lines.filter(({ kind }) => kind === 'text').map(plainLine);
  const count = (pattern: Pattern | null): number =>
    texts.filter((text) => pattern !== null && text.search(pattern.regex) >= 0).length;
  const counts = { errors: count(errorPattern), warnings: count(compile(warningQuery)) };
  return { ...counts, to: lines.length === 0 ? to : from + lines.length };
}

function countSearched(
  { directory }: LineFiles,
  { from, to }: { from: number; to: number },
  { workerEntry, warnings }: { workerEntry: URL; warnings: boolean },
): Promise<number> {
  const query = warnings ? warningQuery : null;
  const limit = Number.POSITIVE_INFINITY;
  let count = 0;
  return new Promise((resolve, reject) => {
    startSearch(
      workerEntry,
      { query, directory, from, to, limit, open: [], around: null },
      (batch) => {
        count += batch.matches.length;
        if (batch.done === 'all') resolve(count);
        else if (batch.done !== null) reject(new Error('counting took too long'));
      },
    );
  });
}
