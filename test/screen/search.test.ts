import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { matcherOf } from '../../client/log/matching.ts';
import { type LogMatches, plainLine } from '../../server/protocol/log-view.ts';
import { compile } from '../../server/screen/search/pattern.ts';
import { scan } from '../../server/screen/search/scan.ts';
import { searchLimits, startSearch } from '../../server/screen/search/search.ts';
import { Derivation } from '../../server/screen/transcript/derive.ts';
import { LineFiles } from '../../server/screen/transcript/line-files.ts';
import { buildView } from './build-view.ts';
import { derivedLines } from './derived-lines.ts';
import { type Random, seeded } from './random-output.ts';

let entry = '';
const folders: string[] = [];

beforeAll(async () => {
  entry = await buildView();
});
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'ol-search-'));
  folders.push(made);
  return made;
}

/** Output as the view process keeps it: files of lines, and those still on the screen. */
async function kept(output: string): Promise<{ directory: string; to: number; open: string[] }> {
  const files = await LineFiles.open(folder(), []);
  const derivation = new Derivation(files);
  const size = { cols: 100, rows: 30, owner: '' };
  derivation.take({ kind: 'size', offset: 0, time: 0, size });
  derivation.take({ kind: 'bytes', from: 0, bytes: Buffer.from(output) });
  derivation.end();
  await files.flush();
  return { directory: files.directory, to: files.endLine, open: [] };
}

async function found(
  log: Awaited<ReturnType<typeof kept>>,
  text: string,
  regex = false,
): Promise<LogMatches['matches']> {
  const pattern = compile({ text, regex });
  if (pattern === null) throw new Error(`"${text}" was refused`);
  const matches: LogMatches['matches'][number][] = [];
  await scan({ ...log, from: 0, limit: 1e6 }, pattern, (batch) => matches.push(...batch.matches));
  return matches;
}

const oddities = [
  ...[
    '--lr 1e-3',
    '2026-11-30',
    '[',
    ']',
    '\\',
    '^',
    '$',
    '.',
    '*',
    '+',
    '?',
    '(',
    ')',
    '{2}',
    '|',
    '/',
  ],
  ...[
    '漢字',
    'ｗｉｄｅ',
    '🙂',
    '👩‍👩‍👧',
    'e\u0301',
    'é',
    'ß',
    'ﬁ',
    'İ',
    'ı',
    'ſ',
    'ς',
    'Σ',
    'ǅ',
    'µ',
    'K',
  ],
  ...[
    'שלום',
    'مرحبا',
    'हिन्दी',
    '\\d',
    '\\u{41}',
    '\\-',
    '(?:',
    '[a-',
    'a-z]',
    '$1',
    '$&',
    '#',
    '&',
    '~',
    '`',
    "'",
  ],
  ...['ERROR', 'loss', '  ', ' ', '-', '=', ':', '<b>', '%', '@', '!', '"', ',', ';', '_'],
];

function line(random: Random): string {
  const parts = Array.from({ length: 1 + random(9) }, () => {
    if (random(3) > 0) return oddities[random(oddities.length)] ?? '';
    return String.fromCharCode(0x20 + random(0x5f));
  });
  const colour = random(3) === 0 ? `\x1b[3${random(8)}m` : '';
  return `${colour}${parts.join('')}\x1b[m`;
}

function partOf(text: string, random: Random): string {
  const characters = [...text];
  const from = random(characters.length);
  return characters.slice(from, from + 1 + random(characters.length - from)).join('');
}

describe('a search', () => {
  test.each([1, 2, 3, 4])(
    '[LINES5] any printable text of a line finds that line, and the page marks it there (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const output = Array.from({ length: 60 }, () => `${line(random)}\r\n`).join('');
      const texts = derivedLines(Buffer.from(output), { end: true }).map(plainLine);
      const log = await kept(output);
      for (const [at, text] of texts.entries()) {
        if (text === '') continue;
        const part = partOf(text, random);
        const hit = (await found(log, part)).find((match) => match.line === at);
        expect(hit && { part, ranges: hit.ranges.length > 0 }).toEqual({ part, ranges: true });
        const marks = matcherOf({ kind: 'text', text: part })(text);
        expect({ part, marks }).toEqual({ part, marks: hit?.ranges });
      }
    },
  );

  test('[LINES5] a text with blanks at its end is found where a line ends, and only there without them', async () => {
    const log = await kept('done  \r\ndone: 3\r\ndone  twice\r\n\x1b[7mdone\x1b[m\r\n');
    expect((await found(log, 'done  ')).map((match) => match.line)).toEqual([0, 2, 3]);
    expect((await found(log, 'Done ')).map((match) => match.line)).toEqual([]);
    expect(matcherOf({ kind: 'text', text: 'done  ' })('done')).toEqual([[0, 4]]);
  });

  test('[LINES5] a regular expression may escape what need not be escaped', async () => {
    const log = await kept('python train.py --lr 1e-3\r\nnothing\r\n');
    expect((await found(log, '\\-\\-lr \\de\\-\\d$', true)).map((match) => match.line)).toEqual([
      0,
    ]);
    expect(matcherOf({ kind: 'regex', text: '1e\\-3' })('lr 1e-3')).toEqual([[3, 7]]);
  });

  test('[LINES5] a text that lies across the cut of a long line is found, by words and by an expression', async () => {
    const random = seeded(5);
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i}x${random(1000)}`);
    const long = words.join(' ');
    const log = await kept(`short\r\n${long}\r\nw19999 after\r\n`);
    const pieces = derivedLines(Buffer.from(`${long}\r\n`), { end: true }).map(plainLine);
    expect(pieces.length).toBeGreaterThan(2);
    let at = 0;
    for (const [n, piece] of pieces.slice(0, -1).entries()) {
      at += piece.length;
      for (let tries = 0; tries < 20; tries++) {
        const part = long.slice(at - 1 - random(40), at + 1 + random(40));
        const lines = (await found(log, part)).map(({ line }) => line);
        expect(lines, part).toContain(n + 2);
      }
      const expression = `${long.slice(at - 4, at)}.`.replace(/ /g, '\\s');
      expect((await found(log, expression, true)).map(({ line }) => line)).toContain(n + 2);
    }
    expect((await found(log, 'short')).map(({ line }) => line)).toEqual([0]);
  });

  test('[LINES5] matches come in order, across stretches and files, each line once', async () => {
    const log = await kept(
      Array.from(
        { length: 60_000 },
        (_, i) => `${i % 3 === 0 ? 'Needle' : 'hay'} ${i} ${'.'.repeat(60)}\r\n`,
      ).join(''),
    );
    const lines = (await found(log, 'Needle')).map((match) => match.line);
    expect(lines).toEqual(Array.from({ length: 20_000 }, (_, i) => i * 3));
    expect((await found(log, 'needle')).map((match) => match.line)).toEqual(lines);
  });
});

/** How a search ends, with limits of a test's own. */
function ending(program: URL, limits: { stretchMs: number; searchMs: number }, directory: string) {
  const query = { text: '(a+)+$', regex: true };
  const task = { query, directory, from: 0, to: 2, limit: 10, open: [], around: null };
  return new Promise<LogMatches['done']>((resolve) => {
    startSearch(
      program,
      task,
      ({ done }) => {
        if (done !== null) resolve(done);
      },
      limits,
    );
  });
}

describe('the time a search may take', () => {
  test('[LINES6] is 10 s for a stretch, and 60 s in all', () => {
    expect(searchLimits).toEqual({ stretchMs: 10_000, searchMs: 60_000 });
  });

  test('[LINES6] a stretch that takes longer ends it', async () => {
    const { directory } = await kept(`${'a'.repeat(90)}!\r\n`);
    const done = await ending(
      pathToFileURL(entry),
      { stretchMs: 500, searchMs: 3_600_000 },
      directory,
    );
    expect(done).toBe('time');
  });

  test('[LINES6] one that goes on and on is ended, however quick each of its stretches is', async () => {
    const program = join(folder(), 'endless.mjs');
    writeFileSync(
      program,
      `import { parentPort } from 'node:worker_threads';
       const batch = { matches: [], searchedTo: 1, done: null };
       setInterval(() => parentPort.postMessage(batch), 5);`,
    );
    const done = await ending(pathToFileURL(program), { stretchMs: 3_600_000, searchMs: 500 }, '/');
    expect(done).toBe('time');
  });
});
