// The reducer: what is known of a run after some more rows. No clock, no files: times come with the
// rows, so that the same rows always come to the same.
import { announcement } from './announced.ts';
import type { Entry, Row } from './entries.ts';
import { checkpointSaved, fault, loggedError } from './faults.ts';
import { measure, note } from './metrics.ts';
import { meaningOf, nounOf } from './names.ts';
import { type Prefix, peel } from './prefix.ts';
import { programs } from './programs/index.ts';
import { keepPace } from './progress.ts';
import { read } from './read.ts';
import type { Reading } from './reading.ts';
import { signal } from './signals.ts';
import { noteReport } from './silence.ts';
import type { WatchState } from './state.ts';
import { stepOf } from './steps.ts';
import { type TableRow, tableRow } from './tables.ts';
import { track, trackAhead } from './tracks.ts';

/** Takes the state over: it is changed and given back. */
export function reduce(state: WatchState, entries: readonly Entry[]): WatchState {
  for (const entry of entries) {
    if (entry.kind === 'row') rowOf(state, entry);
    else signal(state, entry);
  }
  return state;
}

/** `user@host:~/net$ python train.py`, `(base) $ ls`, `>>> x`: typed, not printed. */
const prompt =
  /^(?:\([\w.-]{1,40}\) )?(?:\[?[\w.-]{1,40}@[\w.-]{1,60}[: ][^$#%>]{0,200}\]?[$#%>] |[$#%❯➜] |>>> )/;

/** Source code talks of progress, too, and so do the changes to it. */
const comment = /^\s{0,40}(?:\/\/|\/\*|\*[ /]|'(?![\w.]{1,60}':))|^(?:\+(?! \S)|-(?:[a-z]| {2}))/i;

/** `git blame`, a repr of settings. */
const spoken = /^(?:\^?[0-9a-f]{7,40} \(|[A-Z]\w{0,60}\([a-z_]\w{0,60}=)/;
/** What a compiler complains of: `12 |     let error = 3;`. */
const excerpt =
  /^\s{0,8}\d{1,7} \| (?:.{0,300}[;{}]$|.{0,100}\b(?:let|int|const|var|float|double|auto|return|if|for)\b)/;
/** `file.py:12: `: what searches and compilers print, and logs whose rows come from the same few places. */
const place = /^[\w./@+-]{1,200}\.\w{1,8}:\d{1,7}[:-]/;
const maxPlaces = 8;

function isOfSources(state: WatchState, text: string): boolean {
  if (spoken.test(text) || (text.includes(' | ') && excerpt.test(text))) return true;
  const found = place.exec(text)?.[0];
  if (found === undefined) return false;
  if (state.places.includes(found)) return false;
  state.places.push(found);
  if (state.places.length > maxPlaces) state.places.shift();
  return true;
}

function rowOf(state: WatchState, row: Row): void {
  const before = state.last;
  state.rows++;
  const { text, offset, line, time, place } = row;
  state.from = before.place;
  state.last = { place, text: text.slice(0, 300), offset, line, time };
  if (state.shell.at === 'prompt' || state.shell.at === 'input') {
    if (state.shell.at === 'input') state.shell.command = typed(before.text, text);
    return;
  }
  if (prompt.test(text) || comment.test(text) || isOfSources(state, text)) return;
  // A bar that is redrawn as it was says nothing new.
  if (before.text === text && before.line === line && text.length < 300) return;
  const prefix = peel(text);
  const body = (prefix.at === 0 ? text : text.slice(prefix.at)).trimEnd();
  if (body === '') return;
  const isFault = fault(state, body, row, prefix);
  // A traceback may follow a bar on the same row.
  if (isFault && !body.includes('Traceback')) return;
  if (prefix.isEcho) return;
  if (!isShownRank(state, prefix)) {
    trackAhead(state, read(body), row);
    return;
  }
  understand(state, body, row, prefix);
}

function typed(prompt: string, text: string): string {
  return text.startsWith(prompt) ? text.slice(prompt.length).trim() : text.trim();
}

/** Of several processes that print the same, the first one's numbers count. */
function isShownRank(state: WatchState, { rank, actor }: Prefix): boolean {
  if (actor !== null) {
    if (!state.actors.includes(actor) && state.actors.length < 64) state.actors.push(actor);
    return state.actors[0] === actor;
  }
  if (rank === null) return true;
  if (state.rank === null || rank < state.rank) state.rank = rank;
  return rank === state.rank;
}

function understand(state: WatchState, body: string, row: Row, prefix: Prefix): void {
  const table = tableRow(state, body, row);
  if (table !== null && table.cells.length > 0) {
    ofTable(state, table, row);
    return;
  }
  const reading = read(body);
  for (const program of programs)
    if (program.sees(reading, state)) program.amend(reading, state, row);
  if (reading.counters.length + reading.pairs.length === 0 && reading.bar === null) {
    words(state, body, row, prefix);
    return;
  }
  words(state, body, row, prefix);
  const before = standOf(state);
  track(state, reading, row);
  const step = stepOf(state, reading);
  measure(state, reading, row, step);
  after(state, row, before);
}

/** Rows of a table have their step in a column. */
function ofTable(state: WatchState, { step, cells }: TableRow, row: Row): void {
  const before = standOf(state);
  if (step !== null) {
    state.step = step;
    state.stepRow = state.rows;
  }
  for (const [name, value] of cells) {
    const reading: Pick<Reading, 'pairs'> = {
      pairs: [{ name, value, unit: '', strong: true, start: 0, end: 0 }],
    };
    for (const pair of reading.pairs)
      if (nounOf(pair.name) === null && !meaningOf(pair.name).hidden)
        note(state, pair, row, step ?? state.step);
  }
  after(state, row, before);
}

/** The second one is as slow as its row is long. */
const named = /evel"?[=:]/i;
const levelled = /^\{?.{0,200}"?\blevel"?[=:] ?"?(?:error|fatal|critical)\b/i;

function words(state: WatchState, body: string, row: Row, { level, rank }: Prefix): void {
  announcement(state, body);
  checkpointSaved(state, body, row);
  if (level === 'error' || (named.test(body) && levelled.test(body))) {
    loggedError(state, messageOf(body), row, rank);
  }
}

/** Of a structured row its message. */
function messageOf(body: string): string {
  return /\b(?:msg|message|event)"?[=:] ?"((?:[^"\\]|\\.){1,300})"/.exec(body)?.[1] ?? body;
}

interface Stand {
  readonly step: number | null;
  readonly series: number;
}

/** What changes when a run moves on, beside its tracks. */
const standOf = ({ step, series }: WatchState): Stand => ({ step, series: series.length });

function after(state: WatchState, row: Row, before: Stand): void {
  keepPace(state, row.time);
  const { step, series, tracks, rows } = state;
  const isNew = step !== before.step || series.length !== before.series;
  if (isNew || tracks.some(({ since }) => since === rows)) noteReport(state, row.time);
}
