// Patterns that run over output: twice the output is to take twice the time, not four times, whatever
// the output is. Every regular expression in the folders that read output is found in their sources, so
// that none can be forgotten; those that are put together at run time, and the functions that look for
// something in a line, are named.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { findLinks } from '../client/log/links.ts';
import { matcherOf } from '../client/log/matching.ts';
import { searchPattern } from '../server/protocol/search-pattern.ts';
import { errorPattern, warningQuery } from '../server/screen/search/pattern.ts';
import { lastLine } from '../server/sessions/last-line.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Folders, and files where the rest of a folder reads no output. */
const readers = [
  ...['client/log', 'client/session/terminal', 'server/screen', 'server/log', 'server/gateway/log'],
  ...['server/gateway/stream', 'server/cli/attach', 'server/cli/logs', 'server/cli/capture-pane'],
  ...['server/protocol/log-view.ts', 'server/sessions/last-line.ts', 'client/look/direction.ts'],
  ...['client/session/typing/echo.ts', 'server/tmux/control-stream.ts', 'server/tmux/octal.ts'],
];

function filesOf(reader: string): string[] {
  if (reader.endsWith('.ts')) return [reader];
  return readdirSync(root + reader, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
    .map((file) => `${reader}/${file}`);
}

function literalsIn(reader: string): [name: string, pattern: RegExp][] {
  return filesOf(reader).flatMap((file) => {
    const found: RegExp[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const { regex } = value as { regex?: { pattern: string; flags: string } };
      if (regex?.pattern !== undefined) found.push(new RegExp(regex.pattern, regex.flags));
      for (const child of Object.values(value)) look(child);
    };
    look(parseSync(file, readFileSync(root + file, 'utf8')).program);
    return found.map((pattern): [string, RegExp] => [`${file} ${pattern}`, pattern]);
  });
}

/** What a pattern could trip over: its own characters, and the usual ones, alone and after a beginning of it. */
function bait(source: string): string[] {
  const own = [...new Set(source.replace(/\\x1b/g, '\x1b').replace(/\\[a-z]/g, ''))];
  const units = new Set([
    ...own,
    ' ',
    'a',
    '0',
    ';',
    ':',
    ')',
    '\x1b[',
    '\x1b]',
    'a ',
    '0;',
    '\r',
    '\t',
    'é',
  ]);
  const starts = ['', 'Error', 'http://x', 'loss', '\x1b[', '\x1b]8;;', 'E', '"'];
  return [...units].flatMap((unit) => starts.map((start) => `${start}\0${unit}`));
}

function text(baited: string, length: number): string {
  const [start = '', unit = ''] = baited.split('\0');
  return `${start}${unit.repeat(Math.ceil(length / Math.max(1, unit.length)))}!`;
}

/** Of the processor's time: others may want it, too. */
function leastMs(work: (text: string) => unknown, line: string): number {
  let least = Number.POSITIVE_INFINITY;
  // What takes long need not be measured again to see that it does.
  for (let i = 0; i < 3 && !(least > 50 && i > 0); i++) {
    const begun = process.cpuUsage();
    work(line);
    const { user, system } = process.cpuUsage(begun);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const small = 3000;
const times = 8;
/** Less than this is too little to tell how it grows. */
const tellingMs = 4;
/** Between a line and a square. */
const most = 1.65;

/** How its time grows with the output: 1 for as much, 2 for its square. A busy machine is looked at again. */
function growthBy(baited: string, work: (text: string) => unknown): number {
  const large = text(baited, small * times);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 6 && least > most; i++) {
    const ms = leastMs(work, large);
    if (ms < tellingMs) return 0;
    least = Math.min(least, Math.log(ms / leastMs(work, text(baited, small))) / Math.log(times));
  }
  return least;
}

function worstGrowth(
  source: string,
  work: (text: string) => unknown,
): { growth: number; by: string } {
  for (const baited of bait(source)) {
    const growth = growthBy(baited, work);
    if (growth > most) return { growth, by: JSON.stringify(baited.slice(0, 40)) };
  }
  return { growth: 0, by: '' };
}

function all(pattern: RegExp): (text: string) => unknown {
  const each = new RegExp(pattern.source, [...new Set(`${pattern.flags}g`)].join(''));
  return (line) => [...line.matchAll(each)].length;
}

const made: [string, string, (text: string) => unknown][] = [
  ['errors', errorPattern.regex.source, all(errorPattern.regex)],
  ['warnings', warningQuery.text, all(searchPattern(warningQuery) as RegExp)],
  ['links', '()[]{}.,;:', findLinks],
  ['links among links', 'http://x ', (line) => findLinks(`http://x${line}`)],
  ['marks of a text', 'a ', matcherOf({ kind: 'text', text: 'a ' })],
  ['the last line of a card', '\x1b[]PX^_;?', (line) => lastLine(Buffer.from(line))],
];

describe('[HOSTILE3] the time that output takes grows with it, and no faster', () => {
  test.each(readers)('every pattern in %s', (folder) => {
    const quick = literalsIn(folder).map(([name, pattern]) => ({
      name,
      ...worstGrowth(pattern.source, all(pattern)),
    }));
    expect(quick.filter(({ growth }) => growth > most)).toEqual([]);
  });

  test.each(made)('%s', (_, source, work) => {
    expect(worstGrowth(source, work).growth).toBeLessThan(most);
  });
});
